using System.Text.Json;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Checkpoints;

/// <summary>Takes a checkpoint of a session with a snapshot that comes along with the command: in a transaction.</summary>
[Immutable]
public sealed record NewCheckpoint : ICommand
{
    /// <summary>The caller's own id for it; one is made when absent.</summary>
    public CheckpointId? Id { get; init; }

    /// <inheritdoc cref="CreateCheckpoint.Name"/>
    public required string Name { get; init; }

    /// <summary>Any JSON value but null, kept as it is given; as large as the transaction's body may be.</summary>
    public required JsonElement Snapshot { get; init; }

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

    /// <inheritdoc/>
    public void Validate()
    {
        Check.RequiredText(Name, "name", 200);
        if (Snapshot.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) throw new ValidationException("snapshot", "must not be null");
        Check.Texts(Branches, "branches", 250);
        Metadata?.Validate();
        Check.OptionalText(CreatedBy, "createdBy", 200);
    }

    /// <summary>The command for the session, once the snapshot is stored.</summary>
    /// <param name="blob">Where it is.</param>
    /// <param name="retentionDays">How many days the host keeps checkpoints that say nothing of it.</param>
    /// <param name="time">The clock that gives the time in a new id.</param>
    public CreateCheckpoint ToCommand(CheckpointBlob blob, int? retentionDays, TimeProvider time) => new()
    {
        Id = Id ?? CheckpointId.New(time),
        Name = Name,
        Blob = blob,
        Snapshot = blob.KeyId is null && blob.Size <= CreateCheckpoint.MaxInlineBytes ? Snapshot : null,
        Branches = Branches,
        Metadata = Metadata,
        CreatedBy = CreatedBy,
        Timestamp = Timestamp,
        ExpiresAt = ExpiresAt,
        RetentionDays = retentionDays,
    };
}
