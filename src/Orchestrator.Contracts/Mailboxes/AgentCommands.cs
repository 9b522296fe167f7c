using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>What a mailbox must know of its agent. From the agent's grain, which checked it.</summary>
[Immutable]
public sealed record AttachAgent
{
    /// <summary>Its incarnation, from 1. An earlier one than the mailbox knows changes nothing.</summary>
    public required long Epoch { get; init; }

    /// <summary>The groups whose work it shares.</summary>
    public required IReadOnlyList<AgentGroup> Groups { get; init; }

    /// <summary>Where messages are brought to it.</summary>
    public DeliveryEndpoints? Endpoints { get; init; }
}

/// <summary>Ends what an agent has taken and not finished.</summary>
[Immutable]
public sealed record ReleaseMessages
{
    /// <summary>The agent; in its own mailbox, all that is taken is its.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>Only what this incarnation and its predecessors took; what a successor took stays taken.</summary>
    public required long UpToEpoch { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }
}
