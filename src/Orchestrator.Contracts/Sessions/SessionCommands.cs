using System.Text.Json;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Sessions;

/// <summary>Creates a session. Everything may be left out; the grain's key is the session's id.</summary>
[Immutable]
public sealed record CreateSession : ICommand
{
    /// <summary>The caller's own id for it; one is made when absent.</summary>
    public SessionId? Id { get; init; }

    /// <summary><c>director</c>, <c>department</c>, <c>observer</c>, <c>active</c> (the default) or an own word.</summary>
    public string? Type { get; init; }

    /// <summary>A name for people, up to 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary><c>active</c> (the default) or <c>initializing</c>.</summary>
    public SessionStatus? Status { get; init; }

    /// <summary>The folder of the project it works on.</summary>
    public string? ProjectPath { get; init; }

    /// <summary>The folder it works in.</summary>
    public string? Workspace { get; init; }

    /// <summary>The git branch it works on.</summary>
    public string? Branch { get; init; }

    /// <summary>The agent that leads it; need not be registered.</summary>
    public AgentId? MainAgentId { get; init; }

    /// <summary>What it can do, up to 100 texts.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>What binds it, such as <c>max_concurrent_tasks:5</c>, up to 100 texts.</summary>
    public IReadOnlyList<string>? Constraints { get; init; }

    /// <summary>The caller's own JSON object, up to 256 KiB.</summary>
    public JsonElement? Metadata { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Type is not null) Check.Word(Type, "type");
        Check.OptionalText(Name, "name", 200);
        if (Status is not (null or SessionStatus.Active or SessionStatus.Initializing))
            throw new ValidationException("status", "must be one of: initializing, active");
        Check.OptionalText(ProjectPath, "projectPath", Check.MaxPathLength);
        Check.OptionalText(Workspace, "workspace", Check.MaxPathLength);
        Check.OptionalText(Branch, "branch", 250);
        Check.Texts(Capabilities, "capabilities");
        Check.Texts(Constraints, "constraints");
        Check.JsonObject(Metadata, "metadata");
    }
}

/// <summary>Changes what is given, leaves what is absent or null.</summary>
[Immutable]
public sealed record UpdateSession : ICommand
{
    /// <summary>A new status: <c>active</c>, <c>idle</c>, <c>completed</c> or <c>error</c>.</summary>
    public SessionStatus? Status { get; init; }

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

    /// <summary>Fields to set in the metadata; others stay, a null value removes a field (RFC 7396, one level).</summary>
    public JsonElement? Metadata { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Status is SessionStatus.Terminated)
            throw new ValidationException("status", "a session is terminated by the terminate command, with a reason");
        if (Status is SessionStatus.Archived or SessionStatus.Initializing)
            throw new ValidationException("status", "must be one of: active, idle, completed, error");
        Check.OptionalText(Name, "name", 200);
        Check.OptionalText(ProjectPath, "projectPath", Check.MaxPathLength);
        Check.OptionalText(Workspace, "workspace", Check.MaxPathLength);
        Check.OptionalText(Branch, "branch", 250);
        Check.Texts(Capabilities, "capabilities");
        Check.Texts(Constraints, "constraints");
        Check.JsonObject(Metadata, "metadata");
    }
}

/// <summary>Ends a session well.</summary>
[Immutable]
public sealed record EndSession : ICommand
{
    /// <summary>What was done, up to 65,536 characters.</summary>
    public string? Summary { get; init; }

    /// <inheritdoc/>
    public void Validate() => Check.OptionalText(Summary, "summary", 65_536);
}

/// <summary>Ends a session from outside.</summary>
[Immutable]
public sealed record TerminateSession : ICommand
{
    /// <summary>Why, up to 2,000 characters.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc/>
    public void Validate() => Check.RequiredText(Reason, "reason", 2_000);
}

/// <summary>Logs something that happened in a session.</summary>
[Immutable]
public sealed record LogSessionEvent : ICommand
{
    /// <summary>
    /// <c>agent_spawned</c>, <c>file_modified</c>, <c>check_completed</c>, <c>handover_created</c> (S0) or an own word.
    /// </summary>
    public required string EventType { get; init; }

    /// <summary>The agent it is about.</summary>
    public AgentId? AgentId { get; init; }

    /// <summary>The caller's own JSON, up to 256 KiB.</summary>
    public JsonElement? EventData { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        Check.Word(EventType, "eventType");
        Check.Json(EventData, "eventData");
    }
}
