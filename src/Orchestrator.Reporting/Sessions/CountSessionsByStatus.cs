using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Sessions;

internal sealed class CountSessionsByStatus : IQuery<IReadOnlyDictionary<string, long>>
{
    public IReadOnlyDictionary<string, long> Run(ReadConnection connection)
    {
        Dictionary<string, long> counts = Enum.GetValues<SessionStatus>()
            .ToDictionary(Words<SessionStatus>.Of, _ => 0L, StringComparer.Ordinal);
        SqliteStatement rows = connection.Prepare("SELECT status, count(*) FROM sessions GROUP BY status");
        while (rows.Read()) counts[rows.Text(0)] = rows.Int64(1);
        return counts;
    }
}
