using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Orchestrator.Testing;

/// <summary>The schema of a revision of the Model Context Protocol, as its authors publish it.</summary>
public sealed class ProtocolSchema
{
    private readonly JsonObject _definitions;

    private ProtocolSchema(JsonObject definitions) => _definitions = definitions;

    /// <summary>Reads that of a revision.</summary>
    public static ProtocolSchema Of(string version)
    {
        using Stream stream = typeof(ProtocolSchema).Assembly.GetManifestResourceStream($"mcp-{version}")!;
        return new((JsonObject)JsonNode.Parse(stream)!["$defs"]!);
    }

    /// <summary>Checks a message that a host sent.</summary>
    public void CheckMessage(JsonObject message)
    {
        CheckValue("JSONRPCMessage", message);
        string? definition = message["method"]?.GetValue<string>() switch
        {
            "notifications/progress" => "ProgressNotification",
            "notifications/resources/updated" => "ResourceUpdatedNotification",
            null => message["error"] is null ? "JSONRPCResultResponse" : "JSONRPCErrorResponse",
            _ => "ServerNotification",
        };
        CheckValue(definition, message);
    }

    /// <summary>Checks what a request was answered with.</summary>
    public void Check(string definition, JsonObject response)
    {
        Assert.True(response["result"] is not null, $"{definition}: {response.ToJsonString()}");
        CheckValue(definition, response["result"]!);
    }

    private void CheckValue(string definition, JsonNode value)
    {
        JsonSchema schema = JsonSchema.FromText(new JsonObject { ["$ref"] = $"#/$defs/{definition}", ["$defs"] = _definitions.DeepClone() }.ToJsonString());
        EvaluationResults results = schema.Evaluate(
            JsonSerializer.Deserialize<JsonElement>(value.ToJsonString()), new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(results.IsValid, $"{definition}: {value.ToJsonString()}\n{string.Join('\n', (results.Details ?? []).Where(d => d.Errors is not null).Select(d => $"{d.InstanceLocation}: {string.Join("; ", d.Errors!.Values)}"))}");
    }
}
