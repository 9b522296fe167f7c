using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A grain class, with what its attributes say about it.</summary>
internal sealed class GrainClass
{
    private readonly Lazy<ObjectFactory> _factory;
    private readonly Lazy<GrainFacets> _facets;

    /// <summary>Reads a grain class.</summary>
    public GrainClass(Type type)
    {
        Type = type;
        GrainType = GrainType.Create(
            type.GetCustomAttribute<GrainTypeAttribute>()?.GrainType ?? GrainNames.OfClass(type));
        PrefersLocal = type.IsDefined(typeof(PreferLocalPlacementAttribute));
        CollectionAge = type.GetCustomAttribute<CollectionAgeLimitAttribute>()?.AgeLimit;
        MayInterleave = InterleavePredicate(type);
        _facets = new(() => new GrainFacets(type));
        _factory = new(() => ActivatorUtilities.CreateFactory(type, _facets.Value.ParameterTypes));
    }

    /// <summary>Gets the class.</summary>
    public Type Type { get; }

    /// <summary>Gets the name by which grain ids call it.</summary>
    public GrainType GrainType { get; }

    /// <summary>Whether new activations are placed on the calling silo.</summary>
    public bool PrefersLocal { get; }

    /// <summary>Gets after how long idle activations are collected, if the class says so.</summary>
    public TimeSpan? CollectionAge { get; }

    /// <summary>Gets which requests may interleave, if the class lets any.</summary>
    public Func<object, IInvokable, bool>? MayInterleave { get; }

    /// <summary>Makes a grain; its constructor finds the activation in the <see cref="RuntimeContext"/>.</summary>
    public object Create(Activation activation) =>
        _factory.Value(activation.ActivationServices, _facets.Value.Create(activation));

    /// <summary>Disposes of a grain.</summary>
    public static async ValueTask DisposeAsync(object? grain)
    {
        if (grain is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else if (grain is IDisposable disposable)
            disposable.Dispose();
    }

    private static Func<object, IInvokable, bool>? InterleavePredicate(Type type)
    {
        if (type.IsDefined(typeof(ReentrantAttribute))) return static (_, _) => true;
        if (type.GetCustomAttribute<MayInterleaveAttribute>() is not { } attribute) return null;

        const BindingFlags Any =
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var method = type.GetMethod(attribute.CallbackMethodName, Any | BindingFlags.FlattenHierarchy, [typeof(IInvokable)])
            ?? throw new InvalidOperationException(
                $"{type} has no method 'bool {attribute.CallbackMethodName}(IInvokable)' that [MayInterleave] names.");
        if (method.IsStatic)
        {
            var predicate = method.CreateDelegate<Func<IInvokable, bool>>();
            return (_, request) => Try(() => predicate(request));
        }

        return (grain, request) => Try(() => (bool)method.Invoke(grain, [request])!);
    }

    // A predicate that throws lets nothing interleave.
    private static bool Try(Func<bool> predicate)
    {
        try
        {
            return predicate();
        }
        catch (Exception)
        {
            return false;
        }
    }
}
