using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Agents;

/// <summary>An agent for people.</summary>
internal static class AgentText
{
    /// <summary>All that is known of it.</summary>
    public static void Show(CliOutput output, AgentView agent, AgentStatistics? statistics = null) => output.Fields(
    [
        ("id", agent.Id.Value),
        ("name", agent.Name),
        ("type", agent.Type),
        ("status", Words<AgentStatus>.Of(agent.Status)),
        ("liveness", Words<AgentLiveness>.Of(agent.Liveness)),
        ("epoch", Texts.Of(agent.Epoch)),
        ("team", agent.Team),
        ("department", agent.Department),
        ("parent", agent.ParentId?.Value),
        ("session", agent.SessionId?.Value),
        ("workspace", agent.WorkspacePath),
        ("branch", agent.Branch),
        ("pid", Texts.Of(agent.Pid)),
        ("capabilities", Texts.Of(agent.Capabilities)),
        ("delivery", Delivery(agent.Delivery)),
        ("current task", agent.CurrentTask),
        ("current focus", agent.CurrentFocus),
        ("metrics", agent.Metrics is null ? null : string.Join(", ", agent.Metrics.Select(metric => $"{metric.Key}={metric.Value}"))),
        ("last heartbeat", Texts.Of(agent.LastHeartbeat)),
        ("last progress", Texts.Of(agent.LastProgress)),
        ("stalled since", Texts.Of(agent.StalledSince)),
        ("holds", Holds(agent)),
        ("registered", Texts.Of(agent.RegisteredAt)),
        ("created", Texts.Of(agent.CreatedAt)),
        ("conversations", Texts.Of(statistics?.TotalConversations)),
        ("messages sent", Texts.Of(statistics?.TotalMessagesSent)),
        ("messages received", Texts.Of(statistics?.TotalMessagesReceived)),
        ("messages waiting", Texts.Of(statistics?.PendingMessages)),
        ("messages failed", Texts.Of(statistics?.FailedMessages)),
        ("messages dead-lettered", Texts.Of(statistics?.DeadLetteredMessages)),
        ("messages expired", Texts.Of(statistics?.ExpiredMessages)),
        ("messages retried", Texts.Of(statistics?.RetriedMessages)),
    ]);

    private static string? Delivery(DeliveryEndpoints? endpoints) => endpoints is null ? null : string.Join(", ", new[]
    {
        endpoints.Method is { } method ? Words<DeliveryMethod>.Of(method) : null,
        endpoints.WebhookUrl,
        endpoints.TmuxPane is { } pane ? $"tmux {pane}" : null,
        endpoints.Coordinates is { } point ? $"({point.X}, {point.Y})" : null,
    }.OfType<string>());

    // Null is left out: the answer to a command doesn't tell it.
    private static string? Holds(AgentView agent)
    {
        if (agent is not { Holds: { } holds, HoldsCount: > 0 and var count }) return null;
        string named = string.Join(", ", holds);
        return count > holds.Count ? $"{named} and {count - holds.Count} more" : named;
    }
}
