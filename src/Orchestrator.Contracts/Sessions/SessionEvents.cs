using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Sessions;

/// <summary>What can happen to a session.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(SessionCreated), "session-created")]
[JsonDerivedType(typeof(SessionUpdated), "session-updated")]
[JsonDerivedType(typeof(SessionStatusChanged), "session-status-changed")]
[JsonDerivedType(typeof(SessionEnded), "session-ended")]
[JsonDerivedType(typeof(SessionTerminated), "session-terminated")]
[JsonDerivedType(typeof(SessionArchived), "session-archived")]
[JsonDerivedType(typeof(SessionDeleted), "session-deleted")]
[JsonDerivedType(typeof(SessionEventLogged), "session-event-logged")]
[JsonDerivedType(typeof(SessionDepartmentAdded), "session-department-added")]
[JsonDerivedType(typeof(SessionSettled), "session-settled")]
[JsonDerivedType(typeof(CheckpointTaken), "checkpoint-taken")]
[JsonDerivedType(typeof(SessionRestored), "session-restored")]
public abstract record SessionEvent : JournaledEvent;

/// <summary>A session was created.</summary>
public sealed record SessionCreated : SessionEvent
{
    /// <summary>Its id.</summary>
    public required SessionId Id { get; init; }

    /// <inheritdoc cref="CreateSession.Type"/>
    public required string Type { get; init; }

    /// <inheritdoc cref="CreateSession.Name"/>
    public string? Name { get; init; }

    /// <summary>Its first status.</summary>
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
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <inheritdoc cref="CreateSession.Constraints"/>
    public IReadOnlyList<string>? Constraints { get; init; }

    /// <inheritdoc cref="CreateSession.Metadata"/>
    public JsonElement? Metadata { get; init; }

    /// <summary>The checkpoint it was made of, where it was.</summary>
    public CheckpointId? RestoredFrom { get; init; }
}

/// <summary>Fields of a session got new values; null fields stayed.</summary>
public sealed record SessionUpdated : SessionEvent
{
    /// <inheritdoc cref="CreateSession.Name"/>
    public string? Name { get; init; }

    /// <inheritdoc cref="CreateSession.ProjectPath"/>
    public string? ProjectPath { get; init; }

    /// <inheritdoc cref="CreateSession.Workspace"/>
    public string? Workspace { get; init; }

    /// <inheritdoc cref="CreateSession.Branch"/>
    public string? Branch { get; init; }

    /// <inheritdoc cref="CreateSession.MainAgentId"/>
    public AgentId? MainAgentId { get; init; }

    /// <inheritdoc cref="CreateSession.Capabilities"/>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <inheritdoc cref="CreateSession.Constraints"/>
    public IReadOnlyList<string>? Constraints { get; init; }

    /// <summary>The whole metadata after the change.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>A session went from one open status to another, or into error.</summary>
public sealed record SessionStatusChanged : SessionEvent
{
    /// <summary>The status it left.</summary>
    public required SessionStatus From { get; init; }

    /// <summary>The status it has now.</summary>
    public required SessionStatus To { get; init; }
}

/// <summary>A session was completed.</summary>
public sealed record SessionEnded : SessionEvent
{
    /// <inheritdoc cref="EndSession.Summary"/>
    public string? Summary { get; init; }
}

/// <summary>A session was terminated.</summary>
public sealed record SessionTerminated : SessionEvent
{
    /// <inheritdoc cref="TerminateSession.Reason"/>
    public required string Reason { get; init; }
}

/// <summary>An ended session was put away.</summary>
public sealed record SessionArchived : SessionEvent;

/// <summary>A session was deleted: its row goes, its journal stays, its id is never used again.</summary>
public sealed record SessionDeleted : SessionEvent;

/// <summary>That a session died has been told to all who worked in it, and what they held was given back.</summary>
public sealed record SessionSettled : SessionEvent
{
    /// <summary>The number, within the session, of the last event that was told.</summary>
    public required long UpTo { get; init; }
}

/// <summary>A session got a department.</summary>
public sealed record SessionDepartmentAdded : SessionEvent
{
    /// <summary>The department.</summary>
    public required DepartmentId DepartmentId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }
}

/// <summary>Something that happened in a session was logged.</summary>
public sealed record SessionEventLogged : SessionEvent
{
    /// <summary>The logged event's id.</summary>
    public required SessionEventId EventId { get; init; }

    /// <inheritdoc cref="LogSessionEvent.EventType"/>
    public required string EventType { get; init; }

    /// <inheritdoc cref="LogSessionEvent.AgentId"/>
    public AgentId? AgentId { get; init; }

    /// <inheritdoc cref="LogSessionEvent.EventData"/>
    public JsonElement? EventData { get; init; }
}
