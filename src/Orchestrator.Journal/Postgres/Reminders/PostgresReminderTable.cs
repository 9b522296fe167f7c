using Npgsql;
using NpgsqlTypes;

namespace Orchestrator.Journal.Postgres;

/// <summary>
/// Reminders in the journal's PostgreSQL database, for the embedded grain engine. Times are kept to the millisecond. Writes
/// are committed when they return.
/// </summary>
internal sealed class PostgresReminderTable(PostgresDatabase database) : IReminderTable
{
    private const string Select = "SELECT grain_id, reminder_name, start_at, period, etag FROM grain_reminders";

    /// <summary>Makes sure that the table is there.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await database.MigrateAsync(cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw PostgresFault.Unavailable($"Opening the reminders failed on {database.Name}", JournalWriteOutcome.NotWritten, error);
        }
    }

    [Obsolete("Implement and use StartAsync instead")]
    public Task Init() => StartAsync(CancellationToken.None);

    public Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public async Task<ReminderTableData> ReadRows(GrainId grainId) =>
        new(await ReadAsync($"{Select} WHERE grain_id = $1 ORDER BY reminder_name", Text(grainId.ToString())));

    // The ring's range (begin, end]; it goes over zero when the begin isn't below the end.
    public async Task<ReminderTableData> ReadRows(uint begin, uint end) => new(await ReadAsync(
        begin < end
            ? $"{Select} WHERE grain_hash > $1 AND grain_hash <= $2"
            : $"{Select} WHERE grain_hash > $1 OR grain_hash <= $2",
        Number(begin),
        Number(end)));

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        (await ReadAsync($"{Select} WHERE grain_id = $1 AND reminder_name = $2", Text(grainId.ToString()), Text(reminderName))).SingleOrDefault();

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        string etag = Guid.NewGuid().ToString("N");
        long startAt = new DateTimeOffset(DateTime.SpecifyKind(entry.StartAt, DateTimeKind.Utc)).ToUnixTimeMilliseconds();
        await WriteAsync(
            """
            INSERT INTO grain_reminders (grain_id, reminder_name, start_at, period, grain_hash, etag)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (grain_id, reminder_name) DO UPDATE
            SET start_at = excluded.start_at, period = excluded.period, etag = excluded.etag
            """,
            Text(entry.GrainId.ToString()),
            Text(entry.ReminderName),
            Time(DateTimeOffset.FromUnixTimeMilliseconds(startAt)),
            Number((long)entry.Period.TotalMilliseconds),
            Number(entry.GrainId.GetUniformHashCode()),
            Text(etag));
        return etag;
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => await WriteAsync(
        "DELETE FROM grain_reminders WHERE grain_id = $1 AND reminder_name = $2 AND etag = $3",
        Text(grainId.ToString()),
        Text(reminderName),
        Text(eTag)) == 1;

    public Task TestOnlyClearTable() => WriteAsync("DELETE FROM grain_reminders");

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static NpgsqlParameter<DateTimeOffset> Time(DateTimeOffset value) =>
        new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    // The interface has no tokens for these; each is one row, or one silo's share.
    private Task<List<ReminderEntry>> ReadAsync(string sql, params NpgsqlParameter[] values) => database.ReadAsync(
        "Reading reminders",
        async connection =>
        {
            await using NpgsqlCommand command = new(sql, connection);
            foreach (NpgsqlParameter value in values) command.Parameters.Add(value.Clone());
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            List<ReminderEntry> entries = [];
            while (await reader.ReadAsync()) entries.Add(Entry(reader));
            return entries;
        },
        CancellationToken.None);

    private Task<int> WriteAsync(string sql, params NpgsqlParameter[] values) => database.WriteAsync(
        "Writing a reminder",
        async connection =>
        {
            await using NpgsqlCommand command = new(sql, connection);
            foreach (NpgsqlParameter value in values) command.Parameters.Add(value);
            return await command.ExecuteNonQueryAsync();
        },
        CancellationToken.None);

    private static ReminderEntry Entry(NpgsqlDataReader row) => new()
    {
        GrainId = GrainId.Parse(row.GetString(0)),
        ReminderName = row.GetString(1),
        StartAt = row.GetFieldValue<DateTimeOffset>(2).UtcDateTime,
        Period = TimeSpan.FromMilliseconds(row.GetInt64(3)),
        ETag = row.GetString(4),
    };
}
