using System.Reflection;

namespace Orleans.Runtime;

/// <summary>The constructor parameters of a grain class that the runtime, not the container, provides.</summary>
internal sealed class GrainFacets
{
    private readonly Func<Activation, object>[] _makers;

    /// <summary>Reads the parameters.</summary>
    public GrainFacets(Type grainClass)
    {
        var parameters = grainClass.GetConstructors().SelectMany(one => one.GetParameters()).ToArray();
        var found = parameters.Select(one => (one.ParameterType, Maker: MakerFor(one))).Where(one => one.Maker is not null);
        (ParameterTypes, _makers) = ([.. found.Select(one => one.ParameterType)], [.. found.Select(one => one.Maker!)]);
    }

    /// <summary>Gets the types of the parameters.</summary>
    public Type[] ParameterTypes { get; }

    /// <summary>Makes the arguments.</summary>
    public object[] Create(Activation activation) => Array.ConvertAll(_makers, make => make(activation));

    private static Func<Activation, object>? MakerFor(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(IGrainContext)) return static activation => activation;
        return null;
    }
}
