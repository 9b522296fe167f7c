using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Gateway.Requests;

/// <summary>
/// Finds text that is none: "\ud800" is well-formed JSON, and no reader makes a string of it.
/// </summary>
internal static class HalfSurrogate
{
    /// <summary>What is said of a field that has it.</summary>
    public const string Refusal = "has a \\u escape that is half of a surrogate pair";

    /// <summary>Whether a body has it, before the place from which it is no JSON.</summary>
    public static bool IsIn(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 1_000 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            return true;
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }

    /// <summary>
    /// Where parameters have it; null when they do not. They are kept as they came, so whoever reads them first would fail.
    /// </summary>
    /// <param name="parameters">What a message carries.</param>
    /// <returns>The names on the way to it, joined with points; what holds it where it is a name itself.</returns>
    public static string? Find(JsonNode? parameters)
    {
        if (IsText(parameters)) return null;
        List<string> path = ["params"];
        for (JsonNode? at = parameters; Next(at) is var (name, child);)
        {
            path.Add(name);
            at = child;
        }

        return JsonPath.Join(path);
    }

    private static (string Name, JsonNode? Child)? Next(JsonNode? node)
    {
        try
        {
            return node switch
            {
                JsonObject fields => FirstBad(fields.Select(field => (field.Key, field.Value))),
                JsonArray items => FirstBad(items.Select((item, index) => (index.ToString(System.Globalization.CultureInfo.InvariantCulture), item))),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null; // a name
        }
    }

    private static (string Name, JsonNode? Child)? FirstBad(IEnumerable<(string Name, JsonNode? Child)> children)
    {
        foreach ((string name, JsonNode? child) in children)
        {
            if (!IsText(child)) return (name, child);
        }

        return null;
    }

    private static bool IsText(JsonNode? node)
    {
        try
        {
            _ = node?.ToJsonString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
