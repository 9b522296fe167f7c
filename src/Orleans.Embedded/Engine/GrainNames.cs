namespace Orleans.Runtime;

/// <summary>The names that grains have when no attribute gives them one.</summary>
internal static class GrainNames
{
    private const string Suffix = "grain";

    /// <summary>The name of a class: in lower case and without <c>Grain</c>.</summary>
    public static string OfClass(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal)
            ? name[..^Suffix.Length]
            : name;
    }

    /// <summary>The name of the class that an interface would have by custom.</summary>
    public static string OfInterface(Type type)
    {
        var name = OfClass(type);
        return type.Name is ['I', var second, ..] && char.IsUpper(second) ? name[1..] : name;
    }
}
