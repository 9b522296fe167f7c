using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Journal.Postgres;
using Orchestrator.Journal.Postgres.Reading;
using Orchestrator.Journal.Postgres.Writing;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal;

/// <summary>
/// The journal in one PostgreSQL database, for any number of processes. Positions strictly increase and have gaps. It opens
/// before the host's other services start and closes after they have stopped, whatever the order of their registration.
/// </summary>
public sealed class PostgresJournal : IJournal, IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private readonly PostgresJournalOptions _options;
    private readonly PostgresDatabase _database;
    private readonly TimeProvider _time;
    private readonly IMeterFactory _meters;
    private readonly ILogger<PostgresJournal> _logger;
    private readonly SemaphoreSlim _opening = new(1);
    private readonly AppendSignal _appends = new();
    private PostgresStore? _store;
    private bool _closed;

    internal PostgresJournal(
        IOptions<PostgresJournalOptions> options,
        PostgresDatabase database,
        TimeProvider time,
        IMeterFactory meters,
        ILogger<PostgresJournal> logger)
    {
        _options = options.Value;
        _database = database;
        _time = time;
        _meters = meters;
        _logger = logger;
    }

    /// <inheritdoc/>
    public long LastPosition => _appends.Position;

    /// <inheritdoc/>
    public bool IsShared => !_options.SingleProcess;

    private PostgresStore Store => Volatile.Read(ref _store) ?? throw Stopped.Error();

    /// <summary>Brings the schema up to date and starts the writer; nothing if that is done.</summary>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>The opening.</returns>
    /// <exception cref="JournalInUseException">Another process has the journal, which this one has to have alone.</exception>
    /// <exception cref="MigrationException">The database's schema doesn't fit this program.</exception>
    /// <exception cref="JournalUnavailableException">The database can't be opened, or the journal was closed.</exception>
    /// <exception cref="OptionsValidationException">An option is out of its limits.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _closed))
            throw Stopped.Error();
        await _opening.WaitAsync(cancellationToken);
        try
        {
            _store ??= await PostgresStore.OpenAsync(_options, _database, _appends, _meters, _time, _logger, cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        append.Validate();
        return new ValueTask<long>(Store.Writer.WriteAsync(new PostgresAppend(append), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<long>> AppendAsync(
        IReadOnlyList<JournalAppend> together, CancellationToken cancellationToken)
    {
        if (together.Count == 0 || together.Count > _options.MaxBatchRows)
        {
            throw new ArgumentException(
                $"Appending {together.Count} rows together isn't possible: choose 1 to {_options.MaxBatchRows}.", nameof(together));
        }

        foreach (JournalAppend append in together)
            append.Validate();
        return new ValueTask<IReadOnlyList<long>>(
            Store.Writer.WriteAsync(new PostgresAppendTogether([.. together]), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JournalEntry>> ReadGrainAsync(
        string grain, long fromSequence, int maxRows, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(grain);
        ArgumentOutOfRangeException.ThrowIfLessThan(fromSequence, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        return Store.Readers.ReadAsync(
            (connection, cancellation) => PostgresJournalQueries.GrainAsync(connection, grain, fromSequence, maxRows, cancellation),
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Rows behind a transaction that still runs can't be read in order yet. Where only such rows are left the read waits for
    /// it, <see cref="PostgresJournalOptions.HorizonTimeout"/> at most, and fails as busy then: an empty page would mean the end.
    /// </remarks>
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(
        long afterPosition, int maxRows, long maxBytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterPosition);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        PostgresStore store = Store;
        while (true)
        {
            long known = _appends.Position;
            bool isReadable = known <= afterPosition || store.Tail.IsReadable(known);
            IReadOnlyList<JournalEntry> rows = await store.Readers.ReadAsync(
                (connection, cancellation) =>
                    PostgresJournalQueries.TailAsync(connection, afterPosition, maxRows, maxBytes, cancellation),
                cancellationToken);
            if (rows.Count > 0 || isReadable)
                return rows;
            await WaitForHorizonAsync(store, known, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> GetLastPositionAsync(CancellationToken cancellationToken)
    {
        long last = await Store.Readers.ReadAsync(PostgresJournalQueries.LastPositionAsync, cancellationToken);
        _appends.Publish(last);
        return last;
    }

    /// <inheritdoc/>
    public ValueTask<long> GetRemovedPositionAsync(CancellationToken cancellationToken) =>
        Store.Readers.ReadAsync(PostgresJournalQueries.RemovedPositionAsync, cancellationToken);

    /// <inheritdoc/>
    public ValueTask WaitForAppendAsync(long afterPosition, CancellationToken cancellationToken) =>
        _appends.WaitAsync(afterPosition, cancellationToken);

    /// <summary>Commits what waits and closes the connections.</summary>
    /// <returns>The closing.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, true))
            return;
        await _opening.WaitAsync(CancellationToken.None); // For an opening under way.
        PostgresStore? store = Interlocked.Exchange(ref _store, null);
        if (store is not null)
            await store.DisposeAsync();
        _appends.Close();
        _opening.Dispose();
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

    private async Task WaitForHorizonAsync(PostgresStore store, long position, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(_options.HorizonTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await store.Tail.WaitAsync(position, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new JournalUnavailableException(
                $"The journal can't be read up to position {position} now: a transaction that began before it still runs on the server.",
                JournalUnavailableReason.Busy,
                JournalWriteOutcome.NotWritten);
        }
    }
}
