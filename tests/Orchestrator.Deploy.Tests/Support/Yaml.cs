using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Orchestrator.Deploy.Tests.Support;

/// <summary>YAML as a tree. Scalars without quotes come as texts too.</summary>
internal static class Yaml
{
    public static JsonObject Parse(string text)
    {
        object tree = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(text);
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(tree))!.AsObject();
    }

    /// <summary>The texts of a list; none where there is no list.</summary>
    public static IReadOnlyList<string> Texts(this JsonNode? list) => [.. (list as JsonArray ?? []).Select(item => item!.ToString())];

    /// <summary>The fields of an object; none where there is no object.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode>> Fields(this JsonNode? node) =>
        (node as JsonObject ?? []).Select(field => KeyValuePair.Create(field.Key, field.Value!));
}
