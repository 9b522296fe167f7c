using Npgsql;

namespace Orchestrator.Journal.Postgres.Reading;

/// <summary>The reads of the journal table: each with its statement, its binding and its reading.</summary>
internal static class PostgresJournalQueries
{
    private const string Columns = "position, grain, sequence, type, payload, metadata, at";

    private const string Tail =
        $"""
        SELECT {Columns} FROM journal
        WHERE position > $1 AND position < (SELECT {JournalPosition.Horizon} FROM journal_origin)
        ORDER BY position LIMIT $2
        """;

    // The server stops at the bytes, so that a page of large rows is not sent in vain. It knows the sizes without reading
    // what is stored out of line.
    private const string SizedTail =
        $"""
        SELECT {Columns} FROM (
            SELECT *, sum(octet_length(grain) + octet_length(type) + octet_length(payload) + octet_length(metadata))
                      OVER (ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
            FROM ({Tail}) AS page) AS sized
        WHERE before IS NULL OR before < $3
        ORDER BY position
        """;

    // Starts at the row that contains the sequence. Where a row starts earlier, its events are counted: the last row of
    // a grain also starts before a sequence that doesn't exist yet, and must not be returned for it.
    private const string Grain =
        $"""
        SELECT {Columns} FROM journal
        WHERE grain = $1
          AND sequence >= coalesce((SELECT max(sequence) FROM journal WHERE grain = $1 AND sequence <= $2), $2)
          AND (sequence >= $2 OR sequence + json_array_length(payload::json) > $2)
        ORDER BY sequence LIMIT $3
        """;

    public static async Task<IReadOnlyList<JournalEntry>> TailAsync(
        NpgsqlConnection connection, long afterPosition, int maxRows, long maxBytes, CancellationToken cancellationToken)
    {
        bool sized = maxBytes < long.MaxValue;
        await using NpgsqlCommand command = new(sized ? SizedTail : Tail, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = afterPosition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = maxRows });
        if (sized)
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = maxBytes });
        return await ReadAsync(command, cancellationToken);
    }

    public static async Task<IReadOnlyList<JournalEntry>> GrainAsync(
        NpgsqlConnection connection, string grain, long fromSequence, int maxRows, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(Grain, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = grain });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fromSequence });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = maxRows });
        return await ReadAsync(command, cancellationToken);
    }

    public static async Task<long> LastPositionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new("SELECT coalesce(max(position), 0) FROM journal", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task<long> RemovedPositionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new("SELECT removed_position FROM journal_origin", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<IReadOnlyList<JournalEntry>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        List<JournalEntry> entries = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            entries.Add(Entry(reader));
        return entries;
    }

    // The row is in memory, so nothing here waits.
    private static JournalEntry Entry(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetString(1),
        reader.GetInt64(2),
        reader.GetString(3),
        reader.GetFieldValue<byte[]>(4),
        reader.GetString(5),
        new DateTimeOffset(reader.GetDateTime(6)));
}
