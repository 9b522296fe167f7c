using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Orleans.Gateway;

/// <summary>
/// The exception types that may come from the wire: those of the runtime's core library, of the engine, of the
/// assemblies with grain interfaces, and of namespaces that the application names.
/// </summary>
internal sealed class ExceptionTypes(ExceptionSerializationOptions options)
{
    private static readonly string[] BuiltInPrefixes = ["System", "Microsoft", "Azure"];

    private readonly ConcurrentDictionary<string, Type?> _known = new(StringComparer.Ordinal);

    /// <summary>Finds a type by its full name; null if it may not come from the wire.</summary>
    public Type? Find(string name)
    {
        if (_known.TryGetValue(name, out var known)) return known;
        var found = Candidates(name).FirstOrDefault(IsException);

        // A type that is not found now may be known once its assembly has been loaded.
        if (found is not null) _known[name] = found;
        return found;
    }

    private static bool IsException(Type? type) =>
        type is { IsAbstract: false, ContainsGenericParameters: false } && typeof(Exception).IsAssignableFrom(type);

    private IEnumerable<Type?> Candidates(string name)
    {
        yield return typeof(Exception).Assembly.GetType(name);
        yield return typeof(GrainRequest).Assembly.GetType(name);
        foreach (var assembly in GrainInterface.ContractAssemblies) yield return assembly.GetType(name);
        foreach (var type in Loaded(name).Where(IsNamed)) yield return type;
    }

    private bool IsNamed(Type type) =>
        options.SupportedExceptionTypeFilter(type)
        || options.SupportedNamespacePrefixes.Except(BuiltInPrefixes).Any(
            prefix => type.Namespace?.StartsWith(prefix, StringComparison.Ordinal) ?? false);

    private static IEnumerable<Type> Loaded(string name) => AppDomain.CurrentDomain.GetAssemblies()
        .Where(one => !one.IsDynamic)
        .Select(one => one.GetType(name))
        .OfType<Type>();
}
