using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

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
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is not { } attribute) return null;

        var type = parameter.ParameterType;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new ArgumentException(
                $"The parameter '{parameter.Name}' of {parameter.Member.DeclaringType} has [PersistentState]; "
                + $"it must be an IPersistentState<T>, not {type}.",
                nameof(parameter));
        }

        var name = attribute.StateName is { Length: > 0 } given ? given : parameter.Name!;
        var make = typeof(GrainFacets)
            .GetMethod(nameof(NewState), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(type.GenericTypeArguments)
            .CreateDelegate<Func<Activation, string, string?, object>>();
        return activation => make(activation, name, attribute.StorageName);
    }

    private static PersistentState<TState> NewState<TState>(Activation activation, string name, string? storageName)
    {
        var services = activation.ActivationServices;
        var storage = string.IsNullOrWhiteSpace(storageName)
            ? services.GetService<IGrainStorage>()
            : services.GetKeyedService<IGrainStorage>(storageName);
        if (storage is null)
        {
            throw new BadProviderConfigException(
                $"No grain storage is registered {(storageName is null ? "without a key" : $"with the key '{storageName}'")}, "
                + $"which {activation.Class.Type} asks for.");
        }

        var state = new PersistentState<TState>(name, activation, storage);
        activation.ObservableLifecycle.Subscribe(name, GrainLifecycleStage.SetupState, state);
        return state;
    }
}
