namespace Orleans.Runtime;

/// <summary>Makes references whose calls a given runtime sends.</summary>
internal sealed class GrainFactory(GrainCaller caller, ObserverHost observers) : IClusterClient
{
    /// <inheritdoc/>
    public IServiceProvider ServiceProvider => observers.Services;

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey =>
        (TGrainInterface)(object)Reference(Interface<TGrainInterface>.Instance, primaryKey, grainClassNamePrefix);

    /// <inheritdoc/>
    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) =>
        (IGrain)(object)Reference(GrainInterface.Of(grainInterfaceType), grainPrimaryKey, prefix: null);

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable =>
        (TGrainInterface)(object)Interface<TGrainInterface>.Instance.NewReference(caller, grainId);

    /// <inheritdoc/>
    public IAddressable GetGrain(GrainId grainId) => new GrainReference(caller, grainId, grainInterface: null);

    /// <inheritdoc/>
    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => observers.Create<TGrainObserverInterface>(obj, caller);

    /// <inheritdoc/>
    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => observers.Delete(obj);

    private GrainReference Reference(GrainInterface grainInterface, string key, string? prefix) =>
        grainInterface.NewReference(caller, GrainId.Create(caller.TypeOf(grainInterface, prefix), key));

    private static class Interface<T>
    {
        public static readonly GrainInterface Instance = GrainInterface.Of(typeof(T));
    }
}
