using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Benchmarks.Comparison.Ours;

/// <summary>The agents that stand for producers and queues.</summary>
internal static class MailboxNames
{
    public static AgentId[] Senders { get; } = [.. Enumerable.Range(0, Workload.Producers).Select(i => AgentId.Parse($"sender-{i}"))];

    public static AgentId[] Receivers { get; } = [.. Enumerable.Range(0, Workload.Queues).Select(i => AgentId.Parse($"receiver-{i}"))];

    /// <summary>Who sends for a producer, and to whom.</summary>
    public static (AgentId From, AgentId To) Of(int producer) => (Senders[producer], Receivers[producer % Workload.Queues]);
}
