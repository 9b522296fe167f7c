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

/// <summary>What the host makes of an agent's heartbeats.</summary>
[JsonConverter(typeof(WordConverter<AgentLiveness>))]
public enum AgentLiveness
{
    /// <summary>Its heartbeats come.</summary>
    Alive,

    /// <summary>No heartbeat yet, or none for longer than the host allows.</summary>
    Offline,
}
