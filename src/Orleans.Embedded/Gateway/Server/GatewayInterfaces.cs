using Orleans.Runtime;

namespace Orleans.Gateway;

/// <summary>The grain interfaces that remote clients may call.</summary>
internal sealed class GatewayInterfaces
{
    private readonly Dictionary<string, (GrainInterface Interface, GrainType Type)> _byName = new(StringComparer.Ordinal);

    /// <summary>Takes all interfaces with string keys that grain classes implement, if they are exposed.</summary>
    public GatewayInterfaces(Func<Type, bool> isExposed)
    {
        var all = GrainClasses.All()
            .SelectMany(one => one.Type.GetInterfaces())
            .Distinct()
            .Where(one => typeof(IGrainWithStringKey).IsAssignableFrom(one) && one != typeof(IGrainWithStringKey))
            .Where(isExposed);
        foreach (var type in all)
        {
            var one = GrainInterface.Of(type);
            if (TypeOf(type) is { } grainType) _byName[one.Name] = (one, grainType);
        }
    }

    /// <summary>Gets the interfaces and the grain types they refer to.</summary>
    public IEnumerable<(string Name, GrainType Type)> All => _byName.Select(one => (one.Key, one.Value.Type));

    /// <summary>Finds the method that a call is for, or throws if it may not be called.</summary>
    public GrainMethod Find(WireCall call)
    {
        if (!_byName.TryGetValue(call.Interface, out var known))
            throw new OrleansMessageRejectionException($"The gateway knows no grain interface '{call.Interface}'.");
        if (known.Interface.Find(call.Method) is not { } method)
        {
            throw new OrleansMessageRejectionException(
                $"The grain interface '{call.Interface}' has no method '{call.Method}'.");
        }

        if (call.Target.Key.ToString().Length == 0
            || GrainClasses.Find(call.Target.Type) is not { } grainClass
            || !known.Interface.Type.IsAssignableFrom(grainClass.Type))
        {
            throw new OrleansMessageRejectionException(
                $"'{call.Target}' is no grain with the interface '{call.Interface}'.");
        }

        return method;
    }

    // An interface of several classes cannot be addressed without naming one; such calls carry the type.
    private static GrainType? TypeOf(Type grainInterface)
    {
        try
        {
            return GrainClasses.Find(grainInterface).GrainType;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
