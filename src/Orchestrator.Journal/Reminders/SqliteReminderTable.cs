using Orchestrator.Journal.Sqlite;

namespace Orchestrator.Journal;

/// <summary>
/// Reminders in the journal's database. Times are kept to the millisecond. Writes share the journal's transactions and
/// are on disk when they return.
/// </summary>
/// <param name="journal">The journal whose database and writer are used.</param>
public sealed class SqliteReminderTable(SqliteJournal journal) : IReminderTable
{
    /// <summary>Makes sure that the journal is open.</summary>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>The opening.</returns>
    public Task StartAsync(CancellationToken cancellationToken = default) => journal.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    [Obsolete("Implement and use StartAsync instead")]
    public Task Init() => StartAsync(CancellationToken.None);

    /// <summary>Nothing: the journal is closed by its own host.</summary>
    /// <param name="cancellationToken">Not used.</param>
    /// <returns>Nothing to wait for.</returns>
    public Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Reads the reminders of a grain.</summary>
    /// <param name="grainId">The grain.</param>
    /// <returns>The reminders.</returns>
    /// <exception cref="JournalUnavailableException">The store can't be read now.</exception>
    public async Task<ReminderTableData> ReadRows(GrainId grainId) =>
        new(await ReadAsync(session => ReminderRows.OfGrain(session, grainId.ToString())));

    /// <summary>Reads the reminders of all grains whose uniform hash is in a range of the ring.</summary>
    /// <param name="begin">The range is above this.</param>
    /// <param name="end">The range is up to this; over zero when it isn't above <paramref name="begin"/>.</param>
    /// <returns>The reminders.</returns>
    /// <exception cref="JournalUnavailableException">The store can't be read now.</exception>
    public async Task<ReminderTableData> ReadRows(uint begin, uint end) =>
        new(await ReadAsync(session => ReminderRows.InRange(session, begin, end)));

    /// <summary>Reads one reminder.</summary>
    /// <param name="grainId">The grain.</param>
    /// <param name="reminderName">The reminder's name.</param>
    /// <returns>The reminder, or null.</returns>
    /// <exception cref="JournalUnavailableException">The store can't be read now.</exception>
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        (await ReadAsync(session => ReminderRows.Named(session, grainId.ToString(), reminderName))).SingleOrDefault();

    /// <summary>Writes a reminder, new or in place of the one of that name.</summary>
    /// <param name="entry">The reminder; its version isn't checked.</param>
    /// <returns>The new version.</returns>
    /// <exception cref="JournalUnavailableException">The store can't be written now.</exception>
    public Task<string?> UpsertRow(ReminderEntry entry) => WriteAsync<string?>(connection =>
    {
        string etag = Guid.NewGuid().ToString("N");
        ReminderRows.Save(connection, entry, etag);
        return etag;
    });

    /// <summary>Removes a reminder if it has this version.</summary>
    /// <param name="grainId">The grain.</param>
    /// <param name="reminderName">The reminder's name.</param>
    /// <param name="eTag">The version.</param>
    /// <returns>False when there is none of that version.</returns>
    /// <exception cref="JournalUnavailableException">The store can't be written now.</exception>
    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        WriteAsync(connection => ReminderRows.Delete(connection, grainId.ToString(), reminderName, eTag));

    /// <summary>Removes all reminders.</summary>
    /// <returns>The removal.</returns>
    /// <exception cref="JournalUnavailableException">The store can't be written now.</exception>
    public Task TestOnlyClearTable() => WriteAsync(connection =>
    {
        ReminderRows.DeleteAll(connection);
        return true;
    });

    // The interface has no tokens for these; each is one row, or one silo's share.
    private ValueTask<List<ReminderEntry>> ReadAsync(Func<SqliteSession, List<ReminderEntry>> query) =>
        journal.Store.Readers.ReadAsync(query, CancellationToken.None);

    private Task<TResult> WriteAsync<TResult>(Func<SqliteWriteConnection, TResult> change) =>
        journal.Store.Writer.WriteAsync(new ReminderWork<TResult>(change), CancellationToken.None);
}
