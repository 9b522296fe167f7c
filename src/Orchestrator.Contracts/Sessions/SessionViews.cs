using System.Text.Json;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Sessions;

/// <summary>A session as callers see it (http-api: <c>session</c>).</summary>
[Immutable]
public sealed record SessionView
{
    /// <summary>Its id.</summary>
    public required SessionId Id { get; init; }

    /// <inheritdoc cref="CreateSession.Type"/>
    public required string Type { get; init; }

    /// <inheritdoc cref="CreateSession.Name"/>
    public string? Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required SessionStatus Status { get; init; }

    /// <inheritdoc cref="CreateSession.ProjectPath"/>
    public string? ProjectPath { get; init; }

    /// <inheritdoc cref="CreateSession.Workspace"/>
    public string? Workspace { get; init; }

    /// <inheritdoc cref="CreateSession.Branch"/>
    public string? Branch { get; init; }

    /// <inheritdoc cref="CreateSession.MainAgentId"/>
    public AgentId? MainAgentId { get; init; }

    /// <inheritdoc cref="CreateSession.Capabilities"/>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <inheritdoc cref="CreateSession.Constraints"/>
    public IReadOnlyList<string> Constraints { get; init; } = [];

    /// <inheritdoc cref="CreateSession.Metadata"/>
    public JsonElement? Metadata { get; init; }

    /// <inheritdoc cref="EndSession.Summary"/>
    public string? Summary { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something last happened to it or was logged in it.</summary>
    public required DateTimeOffset LastActivity { get; init; }

    /// <summary>When it was completed, failed or terminated.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <inheritdoc cref="TerminateSession.Reason"/>
    public string? TerminationReason { get; init; }

    /// <summary>How many events were logged in it.</summary>
    public long EventCount { get; init; }

    /// <summary>The checkpoint it was last restored from; null when it never was.</summary>
    public CheckpointId? RestoredFrom { get; init; }
}

/// <summary>An event logged in a session.</summary>
[Immutable]
public sealed record SessionEventView
{
    /// <summary>Its id.</summary>
    public required SessionEventId Id { get; init; }

    /// <summary>The session.</summary>
    public required SessionId SessionId { get; init; }

    /// <inheritdoc cref="LogSessionEvent.EventType"/>
    public required string EventType { get; init; }

    /// <inheritdoc cref="LogSessionEvent.AgentId"/>
    public AgentId? AgentId { get; init; }

    /// <inheritdoc cref="LogSessionEvent.EventData"/>
    public JsonElement? EventData { get; init; }

    /// <summary>When it was logged.</summary>
    public required DateTimeOffset Timestamp { get; init; }
}
