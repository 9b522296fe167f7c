using Npgsql;

namespace Orchestrator.Journal.Postgres.Tailing;

/// <summary>The oldest transaction that still runs on the server; what it does is nobody's business here.</summary>
/// <param name="Pid">The server's process, null for a prepared transaction.</param>
/// <param name="Application">What its client calls itself.</param>
/// <param name="Database">The database it works in.</param>
/// <param name="Age">Since when it runs, null when the server doesn't tell our role.</param>
/// <param name="IsPrepared">Whether it is prepared and waits for its second phase.</param>
internal sealed record HorizonHolder(int? Pid, string? Application, string? Database, TimeSpan? Age, bool IsPrepared)
{
    private const string Oldest =
        """
        SELECT pid, application_name, datname::text, extract(epoch FROM clock_timestamp() - since)::float8, prepared FROM (
            SELECT pid, application_name, datname, xact_start AS since, false AS prepared, age(backend_xid) AS xid_age
            FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
            UNION ALL
            SELECT NULL, gid, database, prepared, true, age(transaction) FROM pg_prepared_xacts) AS running
        ORDER BY xid_age DESC LIMIT 1
        """;

    public static async Task<HorizonHolder?> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(Oldest, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Holder(reader) : null;
    }

    // The row is in memory, so nothing here waits.
    private static HorizonHolder Holder(NpgsqlDataReader reader) => new(
        reader.IsDBNull(0) ? null : reader.GetInt32(0),
        reader.IsDBNull(1) ? null : reader.GetString(1),
        reader.IsDBNull(2) ? null : reader.GetString(2),
        reader.IsDBNull(3) ? null : TimeSpan.FromSeconds(reader.GetDouble(3)),
        reader.GetBoolean(4));
}
