using System.Diagnostics;
using Npgsql;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Postgres.Writing;

/// <summary>
/// One of the connections that write. It brings one batch at a time to its end: written, refused, or failed. The usual way
/// is one statement for the whole batch; where that is refused, the careful ways find out whose fault it was.
/// </summary>
internal sealed class PostgresCommitter(
    NpgsqlDataSource source,
    WriteHealth health,
    Action<long, long> written,
    SingleProcessLock? alone,
    JournalMetrics metrics,
    TimeProvider time) : IAsyncDisposable
{
    private const int MaxRefusals = 8;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeastForOpening = TimeSpan.FromSeconds(1);

    private readonly AppendColumns _rows = new();
    private readonly List<WriteWork> _accepted = [];
    private PostgresWriteSession? _session;
    private int _losses;

    /// <summary>Commits a batch and has its callers answered. Never throws.</summary>
    public async Task CommitAsync(WriteBatch batch)
    {
        long started = time.GetTimestamp();
        using Activity? span = JournalTelemetry.StartCommit(batch.Works, JournalTelemetry.Postgres);
        try
        {
            _accepted.Clear();
            _accepted.AddRange(batch.Works);
            if (!await TryWriteAsync(batch))
            {
                await CommitOneByOneAsync(batch);
                return;
            }
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            Fail(batch, e);
            return;
        }

        metrics.Committed(batch, time.GetElapsedTime(started));
        health.Succeeded();
        ThreadPool.UnsafeQueueUserWorkItem(batch, preferLocal: false);
    }

    public ValueTask DisposeAsync() => DropAsync();

    private void Fail(WriteBatch batch, Exception error)
    {
        JournalUnavailableException unavailable = error as JournalUnavailableException
            ?? PostgresFault.Unavailable("The journal can't be written now", JournalWriteOutcome.Unknown, error);
        metrics.Failed();
        health.Failed(error, unavailable.Outcome);
        batch.Fail(() => new JournalUnavailableException(
            unavailable.Message, unavailable.Reason, unavailable.Outcome, unavailable.InnerException ?? unavailable));
    }

    // False when the batch was refused for what is in it, nobody knows whose. Throws when its outcome is a failure of all.
    private async Task<bool> TryWriteAsync(WriteBatch batch)
    {
        Backoff backoff = new(ShortestWait, LongestWait, time);
        Backend? unresolved = null;
        int refusals = 0;
        bool hasConflicts = false;
        FillRows();
        while (_accepted.Count > 0)
        {
            try
            {
                if (_losses != health.Losses || _session is { IsOpen: false })
                    await DropAsync();
                _session ??= await OpenAsync();
                if (unresolved is { } backend)
                {
                    long? found = await FindAsync(_session, backend);
                    unresolved = null;
                    if (found is { } position)
                    {
                        Place(position, horizon: 0);
                        return true;
                    }
                }

                if (hasConflicts)
                {
                    await RefuseConflictsAsync(batch);
                    hasConflicts = false;
                    continue;
                }

                if (alone is not null)
                    await alone.EnsureHeldAsync(CancellationToken.None);
                (long first, long horizon) = await _session.AppendAsync();
                Place(first, horizon);
                return true;
            }
            catch (PostgresException e) when (_session is { IsCommitting: false } && PostgresFault.IsRefusal(e))
            {
                if (++refusals < MaxRefusals && e.SqlState == PostgresErrorCodes.UniqueViolation && e.ConstraintName == "journal_fence")
                    hasConflicts = true;
                else if (refusals < MaxRefusals && PostgresFault.IsPassing(e))
                    await backoff.WaitAsync(CancellationToken.None);
                else if (batch.Works.Count > 1 && (PostgresFault.IsAboutData(e) || e.ConstraintName == "journal_fence"))
                    return false;
                else
                    throw PostgresFault.Unavailable("The journal can't be written now", JournalWriteOutcome.NotWritten, e);
            }
            catch (Exception e) when (e is not JournalUnavailableException { Reason: not JournalUnavailableReason.Disconnected })
            {
                // Sent and not answered: it may be committed, or be about to be.
                if (_session is { IsSent: true } session)
                    unresolved ??= session.Backend;
                health.Lost(e, wasOpen: _session is not null);
                await DropAsync();
                if (health.Remaining <= TimeSpan.Zero || !MayPass(e))
                    throw PostgresFault.Unavailable("The journal can't be written now", Outcome(unresolved), e);
                await backoff.WaitAsync(CancellationToken.None);
            }
        }

        return true; // All were refused.
    }

    private static JournalWriteOutcome Outcome(Backend? unresolved) =>
        unresolved is null ? JournalWriteOutcome.NotWritten : JournalWriteOutcome.Unknown;

    // A refused login or a database that isn't there are no matter of time.
    private static bool MayPass(Exception error) => PostgresFault.IsDisconnection(error)
        || error is not PostgresException and (NpgsqlException or OperationCanceledException or TimeoutException);

    private async Task<PostgresWriteSession> OpenAsync()
    {
        _losses = health.Losses;
        TimeSpan limit = health.Remaining > LeastForOpening ? health.Remaining : LeastForOpening;
        using CancellationTokenSource cancellation = new(limit, time);
        return await PostgresWriteSession.OpenAsync(source, _rows, cancellation.Token);
    }

    // What became of the rows that were sent over a lost session. It is no answer as long as that may still commit them.
    private async Task<long?> FindAsync(PostgresWriteSession session, Backend lost)
    {
        try
        {
            if (!await WrittenRows.EndAsync(session.Connection, lost)) throw new NpgsqlException("A lost session still runs; it was told to end.");
            long? found = await WrittenRows.FindAsync(session.Connection, _rows);
            if (found is not null) await session.ConfirmAsync(); // ended while it waited for its standby, it may be here alone
            return found;
        }
        catch (PostgresException e)
        {
            throw new NpgsqlException("What became of a lost commit can't be found out.", e);
        }
    }

    private async ValueTask DropAsync()
    {
        if (_session is not { } session)
            return;
        _session = null;
        await session.DisposeAsync();
    }

    // In their order, as one writer would have found them: who comes first has the place.
    private async Task RefuseConflictsAsync(WriteBatch batch)
    {
        HashSet<int> used = await WrittenRows.FindUsedAsync(_session!.Connection, _rows);
        HashSet<(string, long)> taken = [.. used.Select(row => _rows[row])];
        int first = 0;
        foreach (WriteWork work in _accepted.ToArray())
        {
            if (FirstTaken(first, work.Rows, taken) is { } place)
            {
                batch.Refuse(work, new JournalConflictException(place.Grain, place.Sequence));
                _accepted.Remove(work);
            }
            else
            {
                for (int row = first; row < first + work.Rows; row++)
                    taken.Add(_rows[row]);
            }

            first += work.Rows;
        }

        FillRows();
    }

    private (string Grain, long Sequence)? FirstTaken(int first, int count, HashSet<(string, long)> taken)
    {
        HashSet<(string, long)> own = [];
        for (int row = first; row < first + count; row++)
        {
            if (taken.Contains(_rows[row]) || !own.Add(_rows[row]))
                return _rows[row];
        }

        return null;
    }

    private void FillRows()
    {
        _rows.Clear();
        foreach (WriteWork work in _accepted)
            ((IPostgresWrite)work).CopyTo(_rows);
    }

    private void Place(long first, long horizon)
    {
        long position = first;
        foreach (WriteWork work in _accepted)
        {
            ((IPostgresWrite)work).Place(position);
            position += work.Rows;
        }

        written(position - 1, horizon);
    }

    private async Task CommitOneByOneAsync(WriteBatch batch)
    {
        foreach (WriteWork work in batch.Works)
            await CommitAsync(WriteBatch.Of(work));
    }
}
