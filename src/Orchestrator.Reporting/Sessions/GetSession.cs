using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Sessions;

internal sealed class GetSession(SessionId id) : IQuery<SessionView?>
{
    public SessionView? Run(ReadConnection connection) => connection
        .Prepare($"SELECT {SessionRow.Columns} FROM sessions WHERE id = ?1")
        .Bind(1, id.Value)
        .First(SessionRow.Read);
}
