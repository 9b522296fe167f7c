using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Streams;
using Orchestrator.Journal;

namespace Orchestrator.Streams;

/// <summary>
/// Brings the journal's events to those who follow it. There is one tail for all of them, while there are any: each row is
/// read, decoded and written as JSON once. It only reads, so it never holds up a command.
/// </summary>
/// <param name="journal">What is followed.</param>
/// <param name="options">The limits.</param>
/// <param name="metrics">What is counted.</param>
/// <param name="time">Paces the tail.</param>
/// <param name="logger">Hears of failures to read.</param>
public sealed partial class EventFeed(
    IJournal journal, IOptions<StreamOptions> options, StreamMetrics metrics, TimeProvider time, ILogger<EventFeed> logger)
    : IAsyncDisposable, IDisposable
{
    private const int RowsAtOnce = 1_024;
    private const long BytesAtOnce = 1024 * 1024;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RemovedAge = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly SemaphoreSlim _pages = new(options.Value.ConcurrentPages);
    private Task _tail = Task.CompletedTask;
    private bool _isRunning;
    private int _readers;
    private Removed? _removed;

    internal Ring Ring { get; } = new(options.Value.RingRows, options.Value.RingBytes);

    internal StreamMetrics Metrics => metrics;

    /// <summary>How many readers there are.</summary>
    public int Readers => Volatile.Read(ref _readers);

    /// <summary>Begins to read. Dispose the reader at the end.</summary>
    /// <param name="filter">Which events.</param>
    /// <param name="after">Where to begin; null for what comes from now on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ValidationException">The filter names something that does not exist.</exception>
    /// <exception cref="CursorExpiredException">The journal does not reach back so far.</exception>
    /// <exception cref="ConflictException">The journal does not reach that far (<c>cursor-ahead</c>).</exception>
    /// <exception cref="TooManyReadersException">As many readers as are allowed read already.</exception>
    public async Task<FeedReader> OpenAsync(EventFilter filter, EventCursor? after, CancellationToken cancellationToken)
    {
        filter.Validate();
        EventCursor from = after ?? new(await journal.GetSettledPositionAsync(cancellationToken));
        if (after is not null) await CheckAsync(from, cancellationToken);
        Enter();
        return new(this, filter, from);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        Task tail;
        lock (_lock) tail = _tail;
        await tail;
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposing.IsCancellationRequested) _disposing.Cancel();
        _disposing.Dispose();
        _pages.Dispose();
    }

    internal void Leave()
    {
        Interlocked.Decrement(ref _readers);
        metrics.Readers(-1);
    }

    /// <summary>Reads what follows a position from the journal itself.</summary>
    internal async Task<IReadOnlyList<FeedRow>> ReadPageAsync(EventCursor cursor, CancellationToken cancellationToken)
    {
        await _pages.WaitAsync(cancellationToken);
        try
        {
            IReadOnlyList<JournalEntry> rows = await journal.ReadAsync(cursor.Whole, RowsAtOnce, options.Value.PageBytes, cancellationToken);
            if (rows.Count > 0 && rows[0].Position > cursor.Whole + 1)
                await CheckWholeAsync(cursor, isGap: journal.HasConsecutivePositions, cancellationToken);
            metrics.Page();
            return [.. rows.Select(FeedRow.Of)];
        }
        finally
        {
            _pages.Release();
        }
    }

    private void Enter()
    {
        if (Interlocked.Increment(ref _readers) > options.Value.MaxReaders)
        {
            Interlocked.Decrement(ref _readers);
            throw new TooManyReadersException(options.Value.MaxReaders);
        }

        metrics.Readers(1);
        lock (_lock)
        {
            if (_isRunning || _disposing.IsCancellationRequested) return;
            _isRunning = true;
            _tail = Task.Run(TailAsync, CancellationToken.None);
        }
    }

    private async Task CheckAsync(EventCursor cursor, CancellationToken cancellationToken)
    {
        if (cursor.Position > journal.LastPosition
            && await journal.GetLastPositionAsync(cancellationToken) is var last && cursor.Position > last)
        {
            throw new ConflictException(
                $"position {cursor.Position} is not written yet, the journal ends at {last}; was it restored from a backup? Go on with after={last}, or read anew",
                "cursor-ahead");
        }

        await CheckWholeAsync(cursor, isGap: true, cancellationToken);
    }

    // Where positions have gaps, one is no sign that rows are gone, and each page has some. So the journal is asked once a second
    // only: what removes rows says so in the journal, up to which position, seconds before it does.
    private async Task CheckWholeAsync(EventCursor cursor, bool isGap, CancellationToken cancellationToken)
    {
        Removed? known = Volatile.Read(ref _removed);
        if (isGap || known is null || time.GetElapsedTime(known.At) >= RemovedAge)
        {
            long asked = time.GetTimestamp();
            known = new(await journal.GetRemovedPositionAsync(cancellationToken), asked);
            Volatile.Write(ref _removed, known);
        }

        if (cursor.Whole < known.Position) throw new CursorExpiredException(cursor.Value, known.Position + 1);
    }

    private async Task TailAsync()
    {
        while (true)
        {
            try
            {
                await FollowAsync(_disposing.Token);
            }
            catch (OperationCanceledException) when (_disposing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (Readers > 0)
            {
                LogFailed(logger, error, RetryDelay);
                await Task.Delay(RetryDelay, time, _disposing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                // Nobody misses it. It is the journal that was closed.
            }

            lock (_lock)
            {
                if (Readers > 0 && !_disposing.IsCancellationRequested) continue;
                _isRunning = false;
                Ring.Clear();
                return;
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        long position = await journal.GetSettledPositionAsync(cancellationToken);
        long lastRead = 0;
        Ring.Begin(position);
        while (Readers > 0)
        {
            await journal.WaitForAppendAsync(position, cancellationToken);
            if (lastRead != 0) await GatherAsync(time.GetElapsedTime(lastRead), cancellationToken);
            lastRead = time.GetTimestamp();
            IReadOnlyList<JournalEntry> rows = await journal.ReadAsync(position, RowsAtOnce, BytesAtOnce, cancellationToken);
            if (rows.Count == 0) continue;
            Ring.Add([.. rows.Select(FeedRow.Of)]);
            position = rows[^1].Position;
        }
    }

    // Waking a thousand readers for each of many events would take the processor from those who write them.
    private async Task GatherAsync(TimeSpan sinceLastRead, CancellationToken cancellationToken)
    {
        TimeSpan remaining = options.Value.GatherTime - sinceLastRead;
        if (remaining > TimeSpan.Zero) await Task.Delay(remaining, time, cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "The journal could not be followed for readers of events; trying again in {Delay}")]
    private static partial void LogFailed(ILogger logger, Exception error, TimeSpan delay);

    private sealed record Removed(long Position, long At);
}
