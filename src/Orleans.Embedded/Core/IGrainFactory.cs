using Orleans.Runtime;

namespace Orleans;

/// <summary>Makes references to grains and observers.</summary>
public interface IGrainFactory
{
    /// <summary>Returns a reference to a grain.</summary>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>Returns a reference to a grain.</summary>
    IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey);

    /// <summary>Returns a reference to a grain.</summary>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable;

    /// <summary>Returns a reference to a grain, without an interface; cast it before calling.</summary>
    IAddressable GetGrain(GrainId grainId);

    /// <summary>Returns a reference by which grains call a local object.</summary>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;

    /// <summary>Ends a reference to a local object.</summary>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;
}
