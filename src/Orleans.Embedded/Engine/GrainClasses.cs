using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Knows the grain classes of all assemblies that this process has loaded or refers to.</summary>
internal static class GrainClasses
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<Assembly> Scanned = [];
    private static readonly ConcurrentDictionary<GrainType, GrainClass> ByType = new();
    private static readonly ConcurrentDictionary<Type, GrainClass> ByInterface = new();
    private static readonly string EngineName = typeof(GrainClasses).Assembly.GetName().Name!;

    /// <summary>Finds a class by the name that grain ids have for it.</summary>
    public static GrainClass? Find(GrainType type)
    {
        if (ByType.TryGetValue(type, out var known)) return known;
        Scan();
        return ByType.GetValueOrDefault(type);
    }

    /// <summary>Finds the class that implements an interface; a prefix of its full name chooses among many.</summary>
    public static GrainClass Find(Type grainInterface, string? prefix = null)
    {
        if (prefix is null && ByInterface.TryGetValue(grainInterface, out var known)) return known;
        Scan();
        var found = Choose(grainInterface, prefix);
        if (prefix is null) ByInterface.TryAdd(grainInterface, found);
        return found;
    }

    /// <summary>Lists all classes.</summary>
    public static IReadOnlyCollection<GrainClass> All()
    {
        Scan();
        return [.. ByType.Values];
    }

    private static GrainClass Choose(Type grainInterface, string? prefix)
    {
        var all = ByType.Values
            .Where(one => grainInterface.IsAssignableFrom(one.Type))
            .Where(one => prefix is null || one.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal))
            .ToArray();
        if (all.Length > 1)
        {
            var byCustom = GrainNames.OfInterface(grainInterface);
            if (Array.Find(all, one => one.GrainType.ToString() == byCustom) is { } preferred) return preferred;
        }

        return all switch
        {
            [var single] => single,
            [] => throw new ArgumentException(
                $"Could not find an implementation for interface {grainInterface}.", nameof(grainInterface)),
            _ => throw new ArgumentException(
                $"Unable to choose among the implementations of {grainInterface}: "
                + string.Join(", ", all.Select(one => one.Type.FullName)),
                nameof(grainInterface)),
        };
    }

    private static void Scan()
    {
        lock (Gate)
        {
            foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies()) Scan(assembly);
        }
    }

    private static void Scan(Assembly assembly)
    {
        if (assembly.IsDynamic || !Scanned.Add(assembly) || IsFramework(assembly.GetName())) return;

        var references = assembly.GetReferencedAssemblies();
        if (references.Any(one => one.Name == EngineName) || assembly.GetName().Name == EngineName)
        {
            foreach (var type in TypesOf(assembly).Where(IsGrainClass)) Add(new GrainClass(type));
        }

        foreach (var reference in references.Where(one => !IsFramework(one)))
        {
            if (TryLoad(reference) is { } loaded) Scan(loaded);
        }
    }

    private static void Add(GrainClass found)
    {
        if (!ByType.TryAdd(found.GrainType, found) && ByType[found.GrainType].Type != found.Type)
        {
            throw new InvalidOperationException(
                $"{found.Type} and {ByType[found.GrainType].Type} are both named '{found.GrainType}'; "
                + "give one another name with [GrainType].");
        }
    }

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && (typeof(Grain).IsAssignableFrom(type)
            || (typeof(IGrainBase).IsAssignableFrom(type) && typeof(IGrain).IsAssignableFrom(type)));

    private static bool IsFramework(AssemblyName name) =>
        name.Name is { } text
        && (text is "mscorlib" or "netstandard" or "System" || text.StartsWith("System.", StringComparison.Ordinal)
            || text.StartsWith("Microsoft.", StringComparison.Ordinal));

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            // A type that refers to something absent cannot be a grain that works.
            return exception.Types.OfType<Type>();
        }
    }

    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            // A reference that is not shipped has no grains.
            return null;
        }
    }
}
