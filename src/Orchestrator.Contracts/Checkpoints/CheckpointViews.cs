using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Contracts.Checkpoints;

/// <summary>A checkpoint as callers see it (http-api: <c>checkpoint</c>).</summary>
[Immutable]
public sealed record CheckpointView
{
    /// <summary>Its id.</summary>
    public required CheckpointId Id { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.Name"/>
    public required string Name { get; init; }

    /// <summary>The session it was taken of.</summary>
    public required SessionId SessionId { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.Timestamp"/>
    public required DateTimeOffset Timestamp { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.Branches"/>
    public IReadOnlyList<string> Branches { get; init; } = [];

    /// <inheritdoc cref="CreateCheckpoint.Metadata"/>
    public CheckpointMetadata Metadata { get; init; } = CheckpointMetadata.None;

    /// <inheritdoc cref="CreateCheckpoint.CreatedBy"/>
    public string? CreatedBy { get; init; }

    /// <inheritdoc cref="CheckpointBlob.Size"/>
    public required long Size { get; init; }

    /// <inheritdoc cref="CheckpointBlob.StoredSize"/>
    public required long StoredSize { get; init; }

    /// <inheritdoc cref="CheckpointBlob.Checksum"/>
    public required string Checksum { get; init; }

    /// <summary>Whether it is stored compressed; it always is.</summary>
    public bool Compressed { get; init; } = true;

    /// <summary>Whether it is stored encrypted.</summary>
    public required bool Encrypted { get; init; }

    /// <inheritdoc cref="CheckpointBlob.KeyId"/>
    public string? KeyId { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc cref="CheckpointCreated.ExpiresAt"/>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The checkpoint that the session had last been restored from; null when it never was.</summary>
    public CheckpointId? RestoredFrom { get; init; }

    /// <summary>The snapshot; only where one checkpoint is read, null in lists and answers to commands.</summary>
    [JsonPropertyOrder(1)]
    public JsonElement? Snapshot { get; init; }
}

/// <summary>A checkpoint with what it takes to restore it.</summary>
/// <param name="View">As callers see it, without the snapshot.</param>
/// <param name="Blob">Where the snapshot is.</param>
/// <param name="Session">The session's own state at that point.</param>
[Immutable]
public sealed record SavedCheckpoint(CheckpointView View, CheckpointBlob Blob, SessionView Session);
