using ModelContextProtocol.Protocol;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>All tools, with what clients are told of them where the session names no agent, and where it does.</summary>
internal static class ToolCatalog
{
    /// <summary>The tools, in the order in which an agent needs them.</summary>
    public static IReadOnlyList<(ToolDefinition Definition, Tool Open, Tool Bound)> All { get; } =
    [
        .. ((ToolDefinition[])[.. AgentTools.All, .. InboxTools.All, .. MessageTools.All, .. TaskTools.All, .. FileTools.All, .. SessionTools.All, .. CheckpointTools.All, .. UsageTools.All])
            .Select(definition => (definition, GatewayTool.Shape(definition, bound: false), GatewayTool.Shape(definition, bound: true))),
    ];
}
