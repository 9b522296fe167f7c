using System.Text.Json.Nodes;
using Orchestrator.Gateway.Requests;

namespace Orchestrator.Gateway.Mcp.Calls;

/// <summary>
/// Finds text that is none: "\ud800" is well-formed JSON, and no reader makes a string of it. Parameters are kept as they came, so
/// whoever reads them first would fail.
/// </summary>
internal static class HalfSurrogate
{
    /// <summary>Where it stands; null when there is none.</summary>
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
