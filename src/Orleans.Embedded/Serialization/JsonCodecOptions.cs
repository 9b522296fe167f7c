using System.Text.Json;

namespace Orleans.Serialization;

/// <summary>How values cross process boundaries as JSON.</summary>
public class JsonCodecOptions
{
    /// <summary>Gets or sets the serializer's options.</summary>
    public JsonSerializerOptions SerializerOptions { get; set; } = new(JsonSerializerDefaults.Web);
}

/// <summary>Which exceptions cross process boundaries as themselves.</summary>
public class ExceptionSerializationOptions
{
    /// <summary>Gets the beginnings of the namespaces whose exceptions do.</summary>
    public HashSet<string> SupportedNamespacePrefixes { get; } =
        new(StringComparer.Ordinal) { "Microsoft", "System", "Azure" };

    /// <summary>Gets or sets a predicate for further exceptions that do.</summary>
    public Func<Type, bool> SupportedExceptionTypeFilter { get; set; } = static _ => false;
}
