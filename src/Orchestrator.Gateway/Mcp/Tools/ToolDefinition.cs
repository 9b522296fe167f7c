using System.Text.Json.Nodes;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>What a tool does to the world, for clients that ask people first.</summary>
internal enum ToolEffect
{
    /// <summary>It only looks.</summary>
    Reads,

    /// <summary>It changes something; called again it may change more.</summary>
    Adds,

    /// <summary>It changes something; called again with the same arguments it changes nothing more.</summary>
    Settles,

    /// <summary>It ends or overwrites something that others may rely on.</summary>
    Ends,
}

/// <summary>A tool: what clients are told of it, and what it does.</summary>
internal sealed record ToolDefinition
{
    /// <summary>The argument of tools in whose session no agent is named.</summary>
    public static readonly ToolParameter<AgentId?> Agent = ToolParameters.Id<AgentId>(
        "agent", "Your own agent id: 1 to 128 of A-Z a-z 0-9 . _ : -").Required();

    /// <summary>Its name, in lower snake case.</summary>
    public required string Name { get; init; }

    /// <summary>What it does and when to use it, for a model that reads it.</summary>
    public required string Description { get; init; }

    /// <summary>What it does to the world.</summary>
    public required ToolEffect Effect { get; init; }

    /// <summary>Its arguments beside the agent.</summary>
    public required IReadOnlyList<ToolParameter> Parameters { get; init; }

    /// <summary>Whether an agent acts, rather than anyone asks.</summary>
    public bool Acts { get; init; } = true;

    /// <summary>
    /// Whether a key that came with the call goes to the grain, so that the call may be sent again. Not where what was lost
    /// comes back by itself.
    /// </summary>
    public bool Keyed { get; init; } = true;

    /// <summary>Whether a call only looks, where others of the same tool change something.</summary>
    public Func<ToolCall, bool> Looks { get; init; } = static _ => false;

    /// <summary>What it does; the answer is what the model reads.</summary>
    public required Func<ToolCall, CancellationToken, Task<JsonNode>> Run { get; init; }

    /// <summary>The JSON schema of its arguments.</summary>
    /// <param name="bound">Whether the session names the agent.</param>
    public JsonObject InputSchema(bool bound)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        IEnumerable<ToolParameter> all = Acts && !bound ? [Agent, .. Parameters] : Parameters;
        foreach (ToolParameter parameter in all)
        {
            properties[parameter.Name] = parameter.Schema();
            if (parameter.IsRequired) required.Add(parameter.Name);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0) schema["required"] = required;
        return schema;
    }
}
