using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Contracts.Checkpoints;

/// <summary>What can happen to a checkpoint. The first event is written by its session, in the session's own commit.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(CheckpointCreated), "checkpoint-created")]
[JsonDerivedType(typeof(CheckpointExpired), "checkpoint-expired")]
[JsonDerivedType(typeof(CheckpointDeleted), "checkpoint-deleted")]
public abstract record CheckpointEvent : JournaledEvent;

/// <summary>A checkpoint was taken. It never changes.</summary>
public sealed record CheckpointCreated : CheckpointEvent
{
    /// <summary>Its id.</summary>
    public required CheckpointId Id { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.Name"/>
    public required string Name { get; init; }

    /// <summary>The session's own state at that point.</summary>
    public required SessionView Session { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.Blob"/>
    public required CheckpointBlob Blob { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.Snapshot"/>
    public JsonElement? Snapshot { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.Branches"/>
    public IReadOnlyList<string>? Branches { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.Metadata"/>
    public CheckpointMetadata? Metadata { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.CreatedBy"/>
    public string? CreatedBy { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.Timestamp"/>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Until when it is kept; null for as long as nobody deletes it.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A checkpoint's time was over.</summary>
public sealed record CheckpointExpired : CheckpointEvent;

/// <summary>A checkpoint was deleted by hand.</summary>
public sealed record CheckpointDeleted : CheckpointEvent;
