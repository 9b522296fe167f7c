using Orchestrator.Journal.Sqlite;

namespace Orchestrator.Journal;

/// <summary>The statements on the table <c>OrleansReminders</c>.</summary>
internal static class ReminderRows
{
    private const string Select = "SELECT grain_id, reminder_name, start_at, period, etag FROM OrleansReminders";

    public static List<ReminderEntry> OfGrain(SqliteSession session, string grain) =>
        Read(session.Prepare($"{Select} WHERE grain_id = ?1 ORDER BY reminder_name").Bind(1, grain));

    public static List<ReminderEntry> Named(SqliteSession session, string grain, string name) =>
        Read(session.Prepare($"{Select} WHERE grain_id = ?1 AND reminder_name = ?2").Bind(1, grain).Bind(2, name));

    // The ring's range (begin, end]; it goes over zero when the begin isn't below the end.
    public static List<ReminderEntry> InRange(SqliteSession session, uint begin, uint end) =>
        Read(session
            .Prepare(begin < end
                ? $"{Select} WHERE grain_hash > ?1 AND grain_hash <= ?2"
                : $"{Select} WHERE grain_hash > ?1 OR grain_hash <= ?2")
            .Bind(1, begin)
            .Bind(2, end));

    public static void Save(SqliteWriteConnection connection, ReminderEntry entry, string etag) =>
        connection
            .Prepare(
                """
                INSERT INTO OrleansReminders (grain_id, reminder_name, start_at, period, grain_hash, etag)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (grain_id, reminder_name) DO UPDATE
                SET start_at = excluded.start_at, period = excluded.period, etag = excluded.etag
                """)
            .Bind(1, entry.GrainId.ToString())
            .Bind(2, entry.ReminderName)
            .Bind(3, new DateTimeOffset(DateTime.SpecifyKind(entry.StartAt, DateTimeKind.Utc)).ToUnixTimeMilliseconds())
            .Bind(4, (long)entry.Period.TotalMilliseconds)
            .Bind(5, entry.GrainId.GetUniformHashCode())
            .Bind(6, etag)
            .Execute();

    /// <returns>False when that version isn't stored.</returns>
    public static bool Delete(SqliteWriteConnection connection, string grain, string name, string etag)
    {
        connection
            .Prepare("DELETE FROM OrleansReminders WHERE grain_id = ?1 AND reminder_name = ?2 AND etag = ?3")
            .Bind(1, grain)
            .Bind(2, name)
            .Bind(3, etag)
            .Execute();
        return connection.Changes == 1;
    }

    public static void DeleteAll(SqliteWriteConnection connection) =>
        connection.Prepare("DELETE FROM OrleansReminders").Execute();

    private static List<ReminderEntry> Read(SqliteStatement statement) => statement.ReadRows(row => new ReminderEntry
    {
        GrainId = GrainId.Parse(row.Text(0)),
        ReminderName = row.Text(1),
        StartAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(2)).UtcDateTime,
        Period = TimeSpan.FromMilliseconds(row.Int64(3)),
        ETag = row.Text(4),
    });
}
