using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Agents;

/// <summary>
/// What an agent says it does: <c>inactive → active ⇄ busy ⇄ idle ⇄ blocked → error / offline</c>; a heartbeat brings it
/// back from the last two.
/// </summary>
[JsonConverter(typeof(WordConverter<AgentStatus>))]
public enum AgentStatus
{
    /// <summary>Registered, no heartbeat yet.</summary>
    Inactive,

    /// <summary>Running.</summary>
    Active,

    /// <summary>Working on something.</summary>
    Busy,

    /// <summary>Waiting for work.</summary>
    Idle,

    /// <summary>Waiting for something that hinders it.</summary>
    Blocked,

    /// <summary>Failed, by its own word.</summary>
    Error,

    /// <summary>Not heard of for longer than the host allows, or signed off.</summary>
    Offline,
}

/// <summary>
/// What the host makes of an agent's two signals: heartbeats say that its process lives, progress says that it does
/// something. <see cref="LivenessRule"/> is how.
/// </summary>
[JsonConverter(typeof(WordConverter<AgentLiveness>))]
public enum AgentLiveness
{
    /// <summary>Its heartbeats come, and it is not idle or stalled; all that an agent's grain can tell by itself.</summary>
    Alive,

    /// <summary>Its heartbeats come; it holds no work and made no progress for a while.</summary>
    Idle,

    /// <summary>Its heartbeats come, but it made no progress for too long with work in hand.</summary>
    Stalled,

    /// <summary>No heartbeat yet, or none for longer than the host allows.</summary>
    Offline,
}
