using Microsoft.Extensions.Logging;
using Npgsql;
using Orchestrator.Journal.Locks;

namespace Orchestrator.Journal.Postgres;

/// <summary>
/// The cluster's locks as PostgreSQL's advisory locks, each on a connection of its own as long as it is held. The holder
/// learns within 10 s that it can't reach the server; the server gives the lock away 20 s after it last heard of the holder,
/// or at once when the connection ends.
/// </summary>
internal sealed class PostgresClusterLock(PostgresDatabase database, TimeProvider timeProvider, ILogger<PostgresClusterLock> logger) : IClusterLock
{
    public async ValueTask<IClusterLease?> TryAcquireAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        try
        {
            return await AdvisoryLock.TryTakeAsync(database, $"lock/{name}", timeProvider, logger, cancellationToken);
        }
        catch (Exception error) when (error is NpgsqlException or IOException)
        {
            throw PostgresFault.Unavailable($"Taking the lock '{name}' failed on {database.Name}", JournalWriteOutcome.NotWritten, error);
        }
    }
}
