using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Contracts.Journaling;

/// <summary>
/// Takes out of events what nobody is to read of them but the grain they happened to. Whatever shows journal rows to others shows
/// them through this.
/// </summary>
public static class Redaction
{
    private const string TokenCreated = "token-created";
    private const string Verifier = "verifier";

    /// <summary>The event without its secrets; most have none and come back as they are.</summary>
    /// <param name="type">The event's name.</param>
    /// <param name="payload">The event.</param>
    public static JsonElement Of(string type, JsonElement payload)
    {
        if (type != TokenCreated || payload.ValueKind != JsonValueKind.Object) return payload;
        JsonObject shown = JsonObject.Create(payload)!;
        shown.Remove(Verifier);
        return JsonSerializer.Deserialize<JsonElement>(shown.ToJsonString(), Serialization.OrchestratorJson.Journal);
    }
}
