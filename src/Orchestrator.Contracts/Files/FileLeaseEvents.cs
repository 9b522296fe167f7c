using System.Text.Json.Serialization;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Files;

/// <summary>What can happen to the file leases of a project.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(FilesReserved), "files-reserved")]
[JsonDerivedType(typeof(FileLeaseRenewed), "file-lease-renewed")]
[JsonDerivedType(typeof(FileLeaseReleased), "file-lease-released")]
[JsonDerivedType(typeof(FileLeaseExpired), "file-lease-expired")]
[JsonDerivedType(typeof(FileLeaseForced), "file-lease-forced")]
public abstract record FileLeaseEvent : JournaledEvent
{
    /// <summary>The lease.</summary>
    public required FileLeaseId LeaseId { get; init; }
}

/// <summary>An agent reserved files.</summary>
public sealed record FilesReserved : FileLeaseEvent
{
    /// <inheritdoc cref="ReserveFiles.Project"/>
    public required ProjectPath Project { get; init; }

    /// <inheritdoc cref="ReserveFiles.AgentId"/>
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

    /// <summary>When it expires unless it is renewed.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <inheritdoc cref="ReserveFiles.Reason"/>
    public string? Reason { get; init; }
}

/// <summary>A lease lasts longer.</summary>
public sealed record FileLeaseRenewed : FileLeaseEvent
{
    /// <inheritdoc cref="FilesReserved.Until"/>
    public required DateTimeOffset Until { get; init; }
}

/// <summary>A lease was given back, or its agent is gone, or its session ended.</summary>
public sealed record FileLeaseReleased : FileLeaseEvent
{
    /// <summary>The agent, where it gave it back itself.</summary>
    public AgentId? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>A lease was not renewed in time.</summary>
public sealed record FileLeaseExpired : FileLeaseEvent;

/// <summary>An operator ended a lease.</summary>
public sealed record FileLeaseForced : FileLeaseEvent
{
    /// <inheritdoc cref="ForceReleaseFileLease.By"/>
    public required string By { get; init; }

    /// <inheritdoc cref="ForceReleaseFileLease.Reason"/>
    public required string Reason { get; init; }
}
