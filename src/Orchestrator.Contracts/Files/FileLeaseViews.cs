using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Files;

/// <summary>A file lease as callers see it.</summary>
[Immutable]
public sealed record FileLeaseView
{
    /// <summary>Its id.</summary>
    public required FileLeaseId Id { get; init; }

    /// <inheritdoc cref="ReserveFiles.Project"/>
    public required ProjectPath Project { get; init; }

    /// <summary>The agent that holds or held it.</summary>
    public required AgentId AgentId { get; init; }

    /// <inheritdoc cref="ReserveFiles.Epoch"/>
    public long? Epoch { get; init; }

    /// <inheritdoc cref="ReserveFiles.SessionId"/>
    public SessionId? SessionId { get; init; }

    /// <inheritdoc cref="ReserveFiles.TaskId"/>
    public TaskId? TaskId { get; init; }

    /// <inheritdoc cref="ReserveFiles.Mode"/>
    public required FileLeaseMode Mode { get; init; }

    /// <inheritdoc cref="ReserveFiles.Patterns"/>
    public required IReadOnlyList<string> Patterns { get; init; }

    /// <inheritdoc cref="ReserveFiles.Reason"/>
    public string? Reason { get; init; }

    /// <summary>Where it stands.</summary>
    public required FileLeaseStatus Status { get; init; }

    /// <summary>When the files were reserved.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it expires or would have.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who ended it, where somebody did: its agent, or an operator.</summary>
    public string? EndedBy { get; init; }

    /// <summary>Why it ended.</summary>
    public string? EndReason { get; init; }
}

/// <summary>A lease that stands in the way of changing a file.</summary>
[Immutable]
public sealed record FileConflict
{
    /// <summary>The file, as the question named it.</summary>
    public required string Path { get; init; }

    /// <summary>The lease.</summary>
    public required FileLeaseId LeaseId { get; init; }

    /// <summary>The agent that holds it.</summary>
    public required AgentId AgentId { get; init; }

    /// <inheritdoc cref="ReserveFiles.Mode"/>
    public required FileLeaseMode Mode { get; init; }

    /// <summary>The pattern of the lease that covers the file.</summary>
    public required string Pattern { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Until when, unless it is renewed.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <inheritdoc cref="ReserveFiles.Reason"/>
    public string? Reason { get; init; }
}
