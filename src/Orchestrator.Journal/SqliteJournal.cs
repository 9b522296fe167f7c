using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Journal.Locks;
using Orchestrator.Journal.Sqlite;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal;

/// <summary>
/// The journal in one SQLite file, for one process. It opens before the host's other services start and closes after
/// they have stopped, whatever the order of their registration.
/// </summary>
/// <param name="options">Where and how it is kept.</param>
/// <param name="timeProvider">Measures commits and dates migrations.</param>
/// <param name="meters">Creates the meter.</param>
/// <param name="logger">Hears of opening, failing and resuming; nothing per append.</param>
public sealed class SqliteJournal(
    IOptions<JournalOptions> options,
    TimeProvider timeProvider,
    IMeterFactory meters,
    ILogger<SqliteJournal> logger) : IJournal, IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private readonly Lock _lock = new();
    private readonly AppendSignal _appends = new();
    private SqliteStore? _store;
    private bool _closed;

    /// <inheritdoc/>
    public long LastPosition => _appends.Position;

    /// <inheritdoc/>
    public bool HasConsecutivePositions => true;

    /// <summary>One for all silos that share the journal.</summary>
    internal LocalClusterLock Locks { get; } = new();

    internal SqliteStore Store => Volatile.Read(ref _store) ?? throw Stopped.Error();

    /// <summary>Takes the folder, brings the schema up to date and starts the writer; nothing if that is done.</summary>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>The opening.</returns>
    /// <exception cref="DataDirectoryInUseException">Another process has the folder.</exception>
    /// <exception cref="MigrationException">The database's schema doesn't fit this program.</exception>
    /// <exception cref="JournalUnavailableException">The database can't be opened, or the journal was closed.</exception>
    /// <exception cref="OptionsValidationException">An option is out of its limits.</exception>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_closed)
                throw Stopped.Error();
            _store ??= SqliteStore.Open(options.Value, _appends, timeProvider, meters, logger, cancellationToken);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        append.Validate();
        return new ValueTask<long>(Store.Writer.WriteAsync(new AppendWork(append), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<long>> AppendAsync(
        IReadOnlyList<JournalAppend> together, CancellationToken cancellationToken)
    {
        if (together.Count == 0 || together.Count > options.Value.MaxBatchRows)
        {
            throw new ArgumentException(
                $"Appending {together.Count} rows together isn't possible: choose 1 to {options.Value.MaxBatchRows}.",
                nameof(together));
        }

        foreach (JournalAppend append in together)
            append.Validate();
        return new ValueTask<IReadOnlyList<long>>(
            Store.Writer.WriteAsync(new AppendTogetherWork([.. together]), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JournalEntry>> ReadGrainAsync(
        string grain, long fromSequence, int maxRows, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(grain);
        ArgumentOutOfRangeException.ThrowIfLessThan(fromSequence, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        SqliteStore store = Store;
        return store.Readers.ReadAsync<IReadOnlyList<JournalEntry>>(
            session => JournalQueries.Grain(session, store.Index, grain, fromSequence, maxRows, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(
        long afterPosition, int maxRows, long maxBytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterPosition);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        return Store.Readers.ReadAsync<IReadOnlyList<JournalEntry>>(
            session => JournalQueries.Tail(session, afterPosition, maxRows, maxBytes, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> GetLastPositionAsync(CancellationToken cancellationToken) =>
        Store.Readers.ReadAsync(JournalQueries.LastPosition, cancellationToken);

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public async ValueTask<long> GetRemovedPositionAsync(CancellationToken cancellationToken) =>
        Math.Max(0, await Store.Readers.ReadAsync(JournalQueries.FirstPosition, cancellationToken) - 1);

    /// <inheritdoc/>
    public ValueTask WaitForAppendAsync(long afterPosition, CancellationToken cancellationToken) =>
        _appends.WaitAsync(afterPosition, cancellationToken);

    /// <summary>Commits what waits, empties the write-ahead log into the database file and releases the folder.</summary>
    /// <returns>The closing.</returns>
    public ValueTask DisposeAsync()
    {
        SqliteStore? store;
        lock (_lock)
        {
            _closed = true;
            (store, _store) = (_store, null);
        }

        if (store is not null)
            return store.DisposeAsync();
        _appends.Close();
        return ValueTask.CompletedTask;
    }

    /// <summary>Does as <see cref="DisposeAsync"/>, for containers that are not disposed asynchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    // For hosts that know plain hosted services only.
    Task IHostedService.StartAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();
}
