using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Checkpoints;

/// <summary>What the events of a checkpoint say.</summary>
public sealed record CheckpointState : IEventSourced<CheckpointState, CheckpointEvent>
{
    /// <summary>What was saved; null before.</summary>
    public SavedCheckpoint? Saved { get; init; }

    /// <summary>Whether it was noted that its time is over.</summary>
    public bool Expired { get; init; }

    /// <summary>Whether it was deleted.</summary>
    public bool Deleted { get; init; }

    /// <inheritdoc/>
    public int Weight => 1;

    /// <inheritdoc/>
    public CheckpointState Apply(CheckpointEvent change, long sequence) => change switch
    {
        CheckpointCreated created => this with { Saved = new(View(created), created.Blob, created.Session) },
        CheckpointExpired => this with { Expired = true },
        CheckpointDeleted => this with { Deleted = true },
        _ => this,
    };

    /// <summary>Whether its time is over.</summary>
    public bool IsExpired(DateTimeOffset now) => Expired || Saved?.View.ExpiresAt <= now;

    /// <summary>A checkpoint as callers see it.</summary>
    internal static CheckpointView View(CheckpointCreated created) => new()
    {
        Id = created.Id,
        Name = created.Name,
        SessionId = created.Session.Id,
        Timestamp = created.Timestamp ?? created.At,
        Branches = created.Branches ?? [],
        Metadata = created.Metadata ?? CheckpointMetadata.None,
        CreatedBy = created.CreatedBy,
        Size = created.Blob.Size,
        StoredSize = created.Blob.StoredSize,
        Checksum = created.Blob.Checksum,
        Encrypted = created.Blob.KeyId is not null,
        KeyId = created.Blob.KeyId,
        CreatedAt = created.At,
        ExpiresAt = created.ExpiresAt,
        RestoredFrom = created.Session.RestoredFrom,
    };
}
