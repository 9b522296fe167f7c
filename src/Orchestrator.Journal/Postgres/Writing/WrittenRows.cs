using Npgsql;
using NpgsqlTypes;

namespace Orchestrator.Journal.Postgres.Writing;

/// <summary>What a writer asks of the journal after something went wrong.</summary>
internal static class WrittenRows
{
    /// <summary>Which of the rows have a place in their grain that is used already.</summary>
    public static async Task<HashSet<int>> FindUsedAsync(NpgsqlConnection connection, AppendColumns rows)
    {
        await using NpgsqlCommand command = new(
            """
            SELECT r.n - 1 FROM unnest($1, $2) WITH ORDINALITY AS r (grain, sequence, n)
            WHERE EXISTS (SELECT FROM journal WHERE journal.grain = r.grain AND journal.sequence = r.sequence)
            """,
            connection);
        command.Parameters.Add(rows.Grains);
        command.Parameters.Add(rows.Sequences);
        HashSet<int> used = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await reader.ReadAsync(CancellationToken.None))
            used.Add((int)reader.GetInt64(0));
        return used;
    }

    /// <summary>
    /// Ends a session that was lost from sight, as it may still be committing. Nothing when it is gone.
    /// </summary>
    /// <returns>Whether it is gone.</returns>
    public static async Task<bool> EndAsync(NpgsqlConnection connection, Backend backend)
    {
        await using NpgsqlCommand command = new(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = backend.Pid });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = backend.StartedAt, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return (long)(await command.ExecuteScalarAsync(CancellationToken.None))! == 0;
    }

    /// <summary>
    /// Finds the rows of one transaction: all there, next to each other, in their order, the same to the letter. Other
    /// writers' rows at their places are not them.
    /// </summary>
    /// <returns>The first one's position, null when they are not there.</returns>
    public static async Task<long?> FindAsync(NpgsqlConnection connection, AppendColumns rows)
    {
        await using NpgsqlCommand command = new(
            """
            SELECT count(*), min(j.position), max(j.position)
            FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS r (grain, sequence, payload, metadata, n)
            JOIN journal j ON j.grain = r.grain AND j.sequence = r.sequence
            WHERE j.payload = r.payload AND j.metadata = r.metadata AND (j.position & 4095) = r.n - 1
            """,
            connection);
        command.Parameters.Add(rows.Grains);
        command.Parameters.Add(rows.Sequences);
        command.Parameters.Add(rows.Payloads);
        command.Parameters.Add(rows.Metadata);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        return reader.GetInt64(0) == rows.Count && reader.GetInt64(2) - reader.GetInt64(1) == rows.Count - 1
            ? reader.GetInt64(1)
            : null;
    }
}
