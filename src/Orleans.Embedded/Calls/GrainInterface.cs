using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Runtime;

/// <summary>A grain or observer interface: its methods and how to make references with it.</summary>
internal sealed class GrainInterface
{
    private static readonly ConcurrentDictionary<Type, Lazy<GrainInterface>> Known = new();

    private static readonly ConcurrentDictionary<Assembly, bool> Assemblies = new();

    private readonly Dictionary<string, GrainMethod> _byWireName = new(StringComparer.Ordinal);
    private readonly Func<GrainCaller, GrainId, GrainInterface, GrainReference> _newReference;

    private GrainInterface(Type type)
    {
        Type = type;
        Name = type.GetCustomAttribute<AliasAttribute>()?.Alias ?? type.FullName ?? type.Name;
        InterfaceType = GrainInterfaceType.Create(Name);
        IsObserver = typeof(IGrainObserver).IsAssignableFrom(type);
        Methods = [.. MethodsOf(type).Select(info => new GrainMethod(this, info))];
        foreach (var method in Methods)
        {
            if (!_byWireName.TryAdd(method.WireName, method))
            {
                throw new InvalidOperationException(
                    $"{type} has two methods that remote callers would address as '{method.WireName}'; "
                    + "give one an [Alias].");
            }
        }

        _newReference = ReferenceEmitter.Emit(this);
        Assemblies.TryAdd(type.Assembly, value: true);
    }

    /// <summary>Gets the assemblies of all interfaces used so far.</summary>
    public static IEnumerable<Assembly> ContractAssemblies => Assemblies.Keys;

    /// <summary>Gets the interface.</summary>
    public Type Type { get; }

    /// <summary>Gets its alias, or else its full name.</summary>
    public string Name { get; }

    /// <summary>Gets the name as Orleans has it.</summary>
    public GrainInterfaceType InterfaceType { get; }

    /// <summary>Whether objects outside of grains implement it.</summary>
    public bool IsObserver { get; }

    /// <summary>Gets the methods, inherited ones included.</summary>
    public IReadOnlyList<GrainMethod> Methods { get; }

    /// <summary>Returns what is known of an interface.</summary>
    public static GrainInterface Of(Type type) =>
        Known.GetOrAdd(type, static type => new(() => new GrainInterface(Check(type)))).Value;

    /// <summary>Finds a method by the name that remote callers use.</summary>
    public GrainMethod? Find(string wireName) => _byWireName.GetValueOrDefault(wireName);

    /// <summary>Makes a reference.</summary>
    public GrainReference NewReference(GrainCaller caller, GrainId id) => _newReference(caller, id, this);

    private static Type Check(Type type) =>
        type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)
            ? type
            : throw new ArgumentException($"{type} is not a grain interface.", nameof(type));

    private static IEnumerable<MethodInfo> MethodsOf(Type type) =>
        type.GetInterfaces().Prepend(type).SelectMany(one => one.GetMethods()).Where(one => one.IsAbstract && !one.IsStatic);
}
