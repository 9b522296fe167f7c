using System.Text.Json.Serialization;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Agents;

/// <summary>What can happen to an agent.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(AgentRegistered), "agent-registered")]
[JsonDerivedType(typeof(AgentUpdated), "agent-updated")]
[JsonDerivedType(typeof(AgentStatusChanged), "agent-status-changed")]
[JsonDerivedType(typeof(AgentHeartbeatRecorded), "agent-heartbeat-recorded")]
[JsonDerivedType(typeof(AgentWentOffline), "agent-went-offline")]
[JsonDerivedType(typeof(AgentStalled), "agent-stalled")]
[JsonDerivedType(typeof(AgentResumed), "agent-resumed")]
[JsonDerivedType(typeof(AgentDeleted), "agent-deleted")]
[JsonDerivedType(typeof(AgentSessionEnded), "agent-session-ended")]
[JsonDerivedType(typeof(AgentSettled), "agent-settled")]
[JsonDerivedType(typeof(AgentUsedBoard), "agent-used-board")]
[JsonDerivedType(typeof(AgentUsedProject), "agent-used-project")]
public abstract record AgentEvent : JournaledEvent;

/// <summary>An agent registered; its status is <c>inactive</c> until its first heartbeat.</summary>
public sealed record AgentRegistered : AgentEvent
{
    /// <summary>Its id.</summary>
    public required AgentId Id { get; init; }

    /// <inheritdoc cref="RegisterAgent.Name"/>
    public required string Name { get; init; }

    /// <inheritdoc cref="RegisterAgent.Type"/>
    public required string Type { get; init; }

    /// <summary>Which incarnation it is, from 1.</summary>
    public required long Epoch { get; init; }

    /// <summary>What it told of itself.</summary>
    public required AgentProfile Profile { get; init; }
}

/// <summary>An agent told something new of itself; null fields stayed.</summary>
public sealed record AgentUpdated : AgentEvent
{
    /// <summary>The fields that changed.</summary>
    public required AgentProfile Change { get; init; }
}

/// <summary>An agent changed its status.</summary>
public sealed record AgentStatusChanged : AgentEvent
{
    /// <summary>The status it left.</summary>
    public required AgentStatus From { get; init; }

    /// <summary>The status it has now.</summary>
    public required AgentStatus To { get; init; }
}

/// <summary>A heartbeat that was worth journaling: a minute after the last one, or with something new.</summary>
public sealed record AgentHeartbeatRecorded : AgentEvent
{
    /// <inheritdoc cref="AgentProfile.CurrentTask"/>
    public string? CurrentTask { get; init; }

    /// <inheritdoc cref="Heartbeat.Metrics"/>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }
}

/// <summary>No heartbeat came for too long.</summary>
public sealed record AgentWentOffline : AgentEvent
{
    /// <summary>The status it had.</summary>
    public required AgentStatus From { get; init; }

    /// <summary>When it was last heard of.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }
}

/// <summary>The session in which an agent works was ended from outside: what the agent holds is given back.</summary>
public sealed record AgentSessionEnded : AgentEvent
{
    /// <summary>The session.</summary>
    public required SessionId SessionId { get; init; }

    /// <summary>Why it is given back.</summary>
    public required string Reason { get; init; }
}

/// <summary>
/// What happened to an agent has been told to all whom it concerns: its mailbox and its groups. Until then it is told
/// again.
/// </summary>
public sealed record AgentSettled : AgentEvent
{
    /// <summary>The number, within the agent, of the last event that was told.</summary>
    public required long UpTo { get; init; }

    /// <summary>The groups it is a member of now.</summary>
    public required IReadOnlyList<AgentGroup> Groups { get; init; }
}

/// <summary>
/// An agent was found to make no progress with work in hand, though its heartbeats come. Once a stall, which ends with
/// <see cref="AgentResumed"/>, or when the agent goes offline or registers anew.
/// </summary>
public sealed record AgentStalled : AgentEvent
{
    /// <summary>The evidence.</summary>
    public required AgentStall Stall { get; init; }
}

/// <summary>An agent that was stalled makes progress again, or has nothing in its hands any more.</summary>
public sealed record AgentResumed : AgentEvent
{
    /// <inheritdoc cref="AgentStall.Since"/>
    public required DateTimeOffset StalledSince { get; init; }
}

/// <summary>An agent takes tasks from a board from now on; its death must be told there.</summary>
public sealed record AgentUsedBoard : AgentEvent
{
    /// <summary>The board.</summary>
    public required TaskBoardId Board { get; init; }
}

/// <summary>An agent may hold files of a project from now on; its death must be told there.</summary>
public sealed record AgentUsedProject : AgentEvent
{
    /// <summary>The project.</summary>
    public required ProjectPath Project { get; init; }
}

/// <summary>An agent was deleted: its row goes, its journal stays; it may register again.</summary>
public sealed record AgentDeleted : AgentEvent;
