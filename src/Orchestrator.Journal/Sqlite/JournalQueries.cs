using Orchestrator.Journal.Sqlite.Indexing;

namespace Orchestrator.Journal.Sqlite;

/// <summary>The reads of the journal table: each with its statement, its binding and its reading.</summary>
internal static class JournalQueries
{
    private const string Columns = "position, grain, sequence, type, payload, metadata, at";

    public static long LastPosition(SqliteSession session) =>
        session.Prepare("SELECT ifnull(max(position), 0) FROM journal").ReadInt64();

    public static long FirstPosition(SqliteSession session) =>
        session.Prepare("SELECT ifnull(min(position), 0) FROM journal").ReadInt64();

    public static List<JournalEntry> Tail(
        SqliteSession session, long afterPosition, int maxRows, long maxBytes, CancellationToken cancellationToken) =>
        Read(
            session
                .Prepare($"SELECT {Columns} FROM journal WHERE position > ?1 ORDER BY position LIMIT ?2")
                .Bind(1, afterPosition)
                .Bind(2, maxRows),
            maxBytes,
            cancellationToken);

    // Starts at the row that contains the sequence. Where a row starts earlier, its events are counted: the last row of
    // a grain also starts before a sequence that doesn't exist yet, and must not be returned for it. What the index has
    // in memory is asked for first, so that what settles meanwhile is found twice rather than never.
    public static List<JournalEntry> Grain(
        SqliteSession session, GrainIndex index, string grain, long fromSequence, int maxRows, CancellationToken cancellationToken)
    {
        IReadOnlyList<RowPlace> recent = index.Recent(grain);
        List<JournalEntry> rows = Read(
            session
                .Prepare(
                    $"""
                    SELECT {Columns} FROM journal_index CROSS JOIN journal USING (position, grain, sequence)
                    WHERE grain = ?1
                      AND sequence >= ifnull((SELECT max(sequence) FROM journal_index WHERE grain = ?1 AND sequence <= ?2), ?2)
                      AND (sequence >= ?2 OR sequence + json_array_length(payload) > ?2)
                    ORDER BY sequence LIMIT ?3
                    """)
                .Bind(1, grain)
                .Bind(2, fromSequence)
                .Bind(3, maxRows),
            long.MaxValue,
            cancellationToken);
        long lastSettled = rows.Count == 0 ? 0 : rows[^1].Sequence;
        int first = Math.Max(0, FirstBehind(recent, fromSequence) - 1); // the row before may contain it
        for (int i = first; i < recent.Count && rows.Count < maxRows; i++)
        {
            if (recent[i].Sequence > lastSettled)
                rows.AddRange(At(session, recent[i].Position, fromSequence, cancellationToken));
        }

        return rows;
    }

    private static List<JournalEntry> At(
        SqliteSession session, long position, long fromSequence, CancellationToken cancellationToken) =>
        Read(
            session
                .Prepare(
                    $"""
                    SELECT {Columns} FROM journal
                    WHERE position = ?1 AND (sequence >= ?2 OR sequence + json_array_length(payload) > ?2)
                    """)
                .Bind(1, position)
                .Bind(2, fromSequence),
            long.MaxValue,
            cancellationToken);

    private static int FirstBehind(IReadOnlyList<RowPlace> places, long sequence)
    {
        int at = 0;
        while (at < places.Count && places[at].Sequence <= sequence) at++;
        return at;
    }

    private static List<JournalEntry> Read(SqliteStatement statement, long maxBytes, CancellationToken cancellationToken)
    {
        List<JournalEntry> entries = [];
        long bytes = 0;
        try
        {
            while (bytes < maxBytes && statement.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                entries.Add(new JournalEntry(
                    statement.Int64(0),
                    Text(statement, 1, ref bytes),
                    statement.Int64(2),
                    Text(statement, 3, ref bytes),
                    Bytes(statement, 4, ref bytes),
                    Text(statement, 5, ref bytes),
                    DateTimeOffset.FromUnixTimeMilliseconds(statement.Int64(6))));
            }

            return entries;
        }
        finally
        {
            statement.Reset(); // Ends the read; an open one would keep the log from starting over.
        }
    }

    private static string Text(SqliteStatement statement, int column, ref long bytes)
    {
        ReadOnlySpan<byte> utf8 = statement.Utf8(column);
        bytes += utf8.Length;
        return utf8.SequenceEqual("{}"u8) ? "{}" : System.Text.Encoding.UTF8.GetString(utf8);
    }

    private static byte[] Bytes(SqliteStatement statement, int column, ref long bytes)
    {
        ReadOnlySpan<byte> utf8 = statement.Utf8(column);
        bytes += utf8.Length;
        byte[] copy = GC.AllocateUninitializedArray<byte>(utf8.Length);
        utf8.CopyTo(copy);
        return copy;
    }
}
