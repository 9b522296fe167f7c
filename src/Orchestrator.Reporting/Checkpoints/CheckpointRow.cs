using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Checkpoints;

/// <summary>A row of <c>checkpoints</c> as the view of it.</summary>
internal static class CheckpointRow
{
    public const string Columns =
        "id, name, session_id, timestamp, branches_json, feature, priority, author, description, workflow_id, step_id, tags, "
        + "created_by, size, stored_size, checksum, key_id, created_at, retention_expires_at, restored_from";

    public static CheckpointView Read(SqliteStatement row) => new()
    {
        Id = CheckpointId.Parse(row.Text(0)),
        Name = row.Text(1),
        SessionId = SessionId.Parse(row.Text(2)),
        Timestamp = row.Time(3),
        Branches = row.Texts(4),
        Metadata = new CheckpointMetadata
        {
            Feature = row.OptionalText(5),
            Priority = row.IsNull(6) ? null : row.Word<Priority>(6),
            Author = row.OptionalText(7),
            Description = row.OptionalText(8),
            WorkflowId = row.OptionalText(9),
            StepId = row.OptionalText(10),
            Tags = row.Texts(11) is { Count: > 0 } tags ? tags : null,
        },
        CreatedBy = row.OptionalText(12),
        Size = row.Int64(13),
        StoredSize = row.Int64(14),
        Checksum = row.Text(15),
        Encrypted = !row.IsNull(16),
        KeyId = row.OptionalText(16),
        CreatedAt = row.Time(17),
        ExpiresAt = row.OptionalTime(18),
        RestoredFrom = row.OptionalText(19) is { } checkpoint ? CheckpointId.Parse(checkpoint) : null,
    };
}
