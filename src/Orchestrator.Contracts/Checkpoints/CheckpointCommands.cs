using System.Text.Json;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Checkpoints;

/// <summary>Takes a checkpoint of a session. The snapshot was stored before; the session adds its own state.</summary>
[Immutable]
public sealed record CreateCheckpoint : ICommand
{
    /// <summary>The most bytes of a snapshot that is kept in the tables too.</summary>
    public const int MaxInlineBytes = 64 * 1024;

    /// <summary>The most days that a checkpoint may be kept for by the host's rule.</summary>
    public const int MaxRetentionDays = 36_500;

    /// <summary>Its id.</summary>
    public required CheckpointId Id { get; init; }

    /// <summary>A name for people, 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Where the snapshot is.</summary>
    public required CheckpointBlob Blob { get; init; }

    /// <summary>The snapshot itself, where it is not encrypted and small enough for the tables; up to 64 KiB.</summary>
    public JsonElement? Snapshot { get; init; }

    /// <summary>The branches it is of, up to 100.</summary>
    public IReadOnlyList<string>? Branches { get; init; }

    /// <summary>What it is about.</summary>
    public CheckpointMetadata? Metadata { get; init; }

    /// <summary>Who takes it: an agent's id or any name, up to 200 characters.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The time the snapshot is of; now when absent.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Until when it is kept; it must lie ahead.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many days it is kept where <see cref="ExpiresAt"/> is absent; null for as long as nobody deletes it.</summary>
    public int? RetentionDays { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        Check.RequiredText(Name, "name", 200);
        Check.Texts(Branches, "branches", 250);
        Metadata?.Validate();
        Check.OptionalText(CreatedBy, "createdBy", 200);
        Check.Range(RetentionDays, "retentionDays", 1, MaxRetentionDays);
        Check.Json(Snapshot, "snapshot");
        if (Snapshot is not null && (Blob.KeyId is not null || Blob.Size > MaxInlineBytes))
            throw new ValidationException("snapshot", $"is kept in the tables only when it is not encrypted and has at most {MaxInlineBytes} bytes");
        Blob.Validate();
    }
}

/// <summary>Restores a checkpoint into a session: a new one, or one that is open.</summary>
[Immutable]
public sealed record RestoreCheckpoint : ICommand
{
    /// <summary>The checkpoint.</summary>
    public required CheckpointId CheckpointId { get; init; }

    /// <summary>Whether the session is made by it; else it must be there and open.</summary>
    public bool New { get; init; }

    /// <summary>A new name for the session, up to 200 characters; the saved one when absent.</summary>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public void Validate() => Check.OptionalText(Name, "name", 200);
}
