using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Sessions;

/// <summary>S0 <c>getActiveSession</c>; of several that started at the same time, the one created last.</summary>
internal sealed class GetActiveSession(string? projectPath) : IQuery<SessionView?>
{
    public SessionView? Run(ReadConnection connection) => connection
        .Prepare(
            $"""
            SELECT {SessionRow.Columns} FROM sessions
            WHERE status = 'active' AND (?1 IS NULL OR project_path = ?1)
            ORDER BY start_time DESC, number DESC
            LIMIT 1
            """)
        .Bind(1, projectPath)
        .First(SessionRow.Read);
}
