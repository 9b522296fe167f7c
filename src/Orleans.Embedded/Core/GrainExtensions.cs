using Orleans.Runtime;

namespace Orleans;

/// <summary>What grains and references to them tell about themselves.</summary>
public static class GrainExtensions
{
    /// <summary>Returns a reference to the grain with another of its interfaces.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) =>
        (TGrainInterface)grain.AsReference(typeof(TGrainInterface));

    /// <summary>Returns a reference to the grain with another of its interfaces.</summary>
    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) => grain.AsReference<TGrainInterface>();

    /// <summary>Returns a reference to the grain with another of its interfaces.</summary>
    public static object AsReference(this IAddressable grain, Type interfaceType) =>
        interfaceType.IsInstanceOfType(grain) && grain is GrainReference
            ? grain
            : ReferenceTo(grain).WithInterface(interfaceType);

    /// <summary>Returns the grain's id.</summary>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase { GrainContext: { } context } => context.GrainId,
        _ => throw NotAGrain(grain),
    };

    /// <summary>Returns the grain's string key.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    private static GrainReference ReferenceTo(IAddressable grain) => grain switch
    {
        GrainReference reference => reference,
        IGrainBase { GrainContext: { } context } => context.GrainReference,
        _ => throw NotAGrain(grain),
    };

    private static ArgumentException NotAGrain(IAddressable? grain) => new(
        $"'{grain?.GetType().FullName}' is neither a grain that the runtime made nor a reference to one.", nameof(grain));
}
