using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Checkpoints;

/// <summary>Keeps <c>checkpoints</c>.</summary>
internal sealed class CheckpointProjection(WriteConnection connection) : IProjection<CheckpointEvent>
{
    private readonly SqliteStatement _insert = connection.Prepare(
        """
        INSERT INTO checkpoints (id, name, session_id, timestamp, snapshot_json, branches_json, feature, priority, author,
                                 description, workflow_id, step_id, tags, created_by, size, stored_size, checksum, compressed,
                                 encrypted, key_id, blob, retention_expires_at, restored_from, session_state, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, coalesce(?6, '[]'), ?7, ?8, ?9, ?10, ?11, ?12, coalesce(?13, '[]'), ?14, ?15, ?16, ?17, 1,
                ?18 IS NOT NULL, ?18, ?19, ?20, ?21, ?22, ?23)
        """);

    private readonly SqliteStatement _delete = connection.Prepare("DELETE FROM checkpoints WHERE id = ?1");

    public void Apply(CheckpointEvent change, EventContext context)
    {
        switch (change)
        {
            case CheckpointCreated created:
                Insert(created);
                break;
            case CheckpointExpired or CheckpointDeleted:
                _delete.Bind(1, context.Key).Execute();
                break;
        }
    }

    private void Insert(CheckpointCreated created)
    {
        CheckpointMetadata about = created.Metadata ?? CheckpointMetadata.None;
        _insert
            .Bind(1, created.Id.Value)
            .Bind(2, created.Name)
            .Bind(3, created.Session.Id.Value)
            .Bind(4, created.Timestamp ?? created.At)
            .BindJson(5, created.Snapshot)
            .BindJson(6, created.Branches)
            .Bind(7, about.Feature)
            .Bind(8, about.Priority is { } priority ? Words<Priority>.Of(priority) : null)
            .Bind(9, about.Author)
            .Bind(10, about.Description)
            .Bind(11, about.WorkflowId)
            .Bind(12, about.StepId)
            .BindJson(13, about.Tags)
            .Bind(14, created.CreatedBy)
            .Bind(15, created.Blob.Size)
            .Bind(16, created.Blob.StoredSize)
            .Bind(17, created.Blob.Checksum)
            .Bind(18, created.Blob.KeyId)
            .Bind(19, created.Blob.Name)
            .Bind(20, created.ExpiresAt)
            .Bind(21, created.Session.RestoredFrom?.Value)
            .BindJson(22, created.Session)
            .Bind(23, created.At)
            .Execute();
    }
}
