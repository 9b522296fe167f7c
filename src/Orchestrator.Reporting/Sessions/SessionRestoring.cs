using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Sessions;

/// <summary>Puts a row of <c>sessions</c> back to what a checkpoint saved.</summary>
internal sealed class SessionRestoring(WriteConnection connection)
{
    private readonly SqliteStatement _restore = connection.Prepare(
        """
        UPDATE sessions
        SET type = ?2, name = ?3, status = ?4, project_path = ?5, workspace = ?6, branch = ?7, main_agent_id = ?8,
            capabilities = coalesce(?9, '[]'), constraints = coalesce(?10, '[]'), metadata_json = ?11, restored_from = ?12,
            last_activity = ?13
        WHERE id = ?1
        """);

    public void Apply(SessionRestored restored, string id) => _restore
        .Bind(1, id)
        .Bind(2, restored.Type)
        .Bind(3, restored.Name)
        .Bind(4, Words<SessionStatus>.Of(restored.Status))
        .Bind(5, restored.ProjectPath)
        .Bind(6, restored.Workspace)
        .Bind(7, restored.Branch)
        .Bind(8, restored.MainAgentId?.Value)
        .BindJson(9, restored.Capabilities)
        .BindJson(10, restored.Constraints)
        .BindJson(11, restored.Metadata)
        .Bind(12, restored.CheckpointId.Value)
        .Bind(13, restored.At)
        .Execute();
}
