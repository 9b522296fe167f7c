using Npgsql;

namespace Orchestrator.Journal.Postgres;

/// <summary>Keeps positions increasing in a cluster whose transaction ids are behind them.</summary>
internal static class JournalOrigin
{
    // All ids that a transaction can have from now on are at or above the oldest that runs, so with it above the journal's
    // last one they all are. In a cluster that made its positions itself the condition never holds.
    private const string Raise =
        """
        UPDATE journal_origin SET xid_offset = last.xid + 1 - pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        FROM (SELECT max(position) >> 12 AS xid FROM journal) AS last
        WHERE last.xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint + xid_offset
        RETURNING xid_offset
        """;

    /// <summary>Raises the offset where the journal has positions that the cluster's transaction ids haven't reached.</summary>
    /// <returns>The new offset, null where nothing was to be done.</returns>
    public static async Task<long?> RaiseAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(Raise, connection);
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }
}
