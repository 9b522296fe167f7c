using System.Text.Json;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Gateway.Checkpoints;

/// <summary>Takes a checkpoint of a session (S3). The body may have 64 MiB, nearly all of it the snapshot.</summary>
public sealed record CreateCheckpointRequest
{
    /// <inheritdoc cref="CreateCheckpoint.Name"/>
    public required string Name { get; init; }

    /// <summary>Any JSON value but null, kept as it is given.</summary>
    public required JsonElement Snapshot { get; init; }

    /// <summary>The caller's own id for it; one is made when absent.</summary>
    public CheckpointId? Id { get; init; }

    /// <summary>The session; that of the path when absent, and no other.</summary>
    public SessionId? SessionId { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.Branches"/>
    public IReadOnlyList<string>? Branches { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.Metadata"/>
    public CheckpointMetadata? Metadata { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.CreatedBy"/>
    public string? CreatedBy { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.Timestamp"/>
    public DateTimeOffset? Timestamp { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.ExpiresAt"/>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Another name for <see cref="ExpiresAt"/> (S3).</summary>
    public DateTimeOffset? RetentionExpiresAt { get; init; }

    /// <summary>How many bytes the snapshot's JSON has; where it is given, it must be right.</summary>
    public long? Size { get; init; }

    /// <summary>The SHA-256 of the snapshot's JSON in hexadecimal; where it is given, it must be right.</summary>
    public string? Checksum { get; init; }

    /// <summary>Of no effect: snapshots are always stored compressed.</summary>
    public bool? Compressed { get; init; }

    /// <summary>True to be refused where the host has no key; else encryption is the host's choice.</summary>
    public bool? Encrypted { get; init; }

    /// <summary>The command, once it is known what the snapshot is.</summary>
    internal CreateCheckpoint ToCommand(SessionId session, CheckpointBlob blob, JsonElement? snapshot, int? retentionDays, TimeProvider time)
    {
        if (SessionId is { } named && named != session) throw new ValidationException("sessionId", $"must be the session in the path, {session}");
        if (Size is { } size && size != blob.Size) throw new ValidationException("size", $"is {size}, but the snapshot has {blob.Size} bytes");
        if (Checksum is not null && !string.Equals(Checksum, blob.Checksum, StringComparison.OrdinalIgnoreCase))
            throw new ValidationException("checksum", $"must be the SHA-256 of the snapshot's JSON as it is sent: {blob.Checksum}");
        if (ExpiresAt is { } one && RetentionExpiresAt is { } other && one != other)
            throw new ValidationException("retentionExpiresAt", "must be as expiresAt where both are given");
        var command = new CreateCheckpoint
        {
            Id = Id ?? CheckpointId.OfCommand(session, time),
            Name = Name,
            Blob = blob,
            Snapshot = snapshot,
            Branches = Branches,
            Metadata = Metadata,
            CreatedBy = CreatedBy,
            Timestamp = Timestamp,
            ExpiresAt = ExpiresAt ?? RetentionExpiresAt,
            RetentionDays = retentionDays,
        };
        command.Validate();
        return command;
    }
}

/// <summary>Restores a checkpoint: into a new session, or into one that is open.</summary>
public sealed record RestoreCheckpointRequest
{
    /// <summary>The open session that it is restored into; a new one is made when absent.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>The caller's own id for the new session; one is made when absent.</summary>
    public SessionId? Id { get; init; }

    /// <inheritdoc cref="RestoreCheckpoint.Name"/>
    public string? Name { get; init; }
}

/// <summary>What came of restoring a checkpoint.</summary>
/// <param name="Session">The session as it is since.</param>
/// <param name="CheckpointId">The checkpoint.</param>
/// <param name="SnapshotUrl">The path where its snapshot is read.</param>
public sealed record RestoredCheckpoint(SessionView Session, CheckpointId CheckpointId, string SnapshotUrl);
