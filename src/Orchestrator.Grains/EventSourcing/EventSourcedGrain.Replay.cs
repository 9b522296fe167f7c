using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal;
using Orleans.Storage;

namespace Orchestrator.Grains.EventSourcing;

/// <content>Reading the state back: from the last snapshot and the rows behind it.</content>
public abstract partial class EventSourcedGrain<TState, TEvent>
{
    private const int SnapshotEvery = 200;
    private const int ReplayRows = 500;

    private readonly GrainState<Snapshot<TState>> _snapshot = new() { State = new() };
    private long _snapshotSequence;
    private long _snapshotTried;
    private Task _snapshotting = Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        using Activity? activity = GrainTelemetry.StartReplay();
        try
        {
            long replayed = await LoadAsync(cancellationToken);
            activity?.SetTag("orchestrator.grain", Name);
            activity?.SetTag("orchestrator.events", replayed);
            GrainTelemetry.Replayed.Add(replayed);
            BeginToLookAgain();
            if (UnsettledIn(Durable) > 0) StartSettling();
        }
        catch (JournalUnavailableException error)
        {
            throw new UnavailableException($"{Name} cannot be read from the journal now", error);
        }
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_held is { } held) Aborted(held, reload: false); // it waits for a coordinator only, with nothing to write
        await _writing.WaitAsync(cancellationToken);
        await _snapshotting.WaitAsync(cancellationToken);
        if (_committedSequence > _snapshotSequence) await TakeSnapshotAsync();
    }

    /// <summary>Reads events of this grain from the journal, in order.</summary>
    /// <param name="fromSequence">The number of the first event wanted.</param>
    /// <param name="about">About how many events are wanted: no more rows are read at first.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Each event with its number, and whether it is the last of its row: the next costs another row.</returns>
    protected async IAsyncEnumerable<(TEvent Change, long Sequence, bool EndsRow)> ReadEventsAsync(
        long fromSequence,
        long about = ReplayRows,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (int wanted = (int)Math.Clamp(about, 1, ReplayRows); ; wanted = ReplayRows)
        {
            IReadOnlyList<JournalEntry> rows =
                await _services.Journal.ReadGrainAsync(Name, fromSequence, wanted, cancellationToken);
            foreach (JournalEntry row in rows)
            {
                IReadOnlyList<TEvent> changes = row.ReadEvents<TEvent>();
                for (int i = 0; i < changes.Count; i++)
                {
                    if (row.Sequence + i >= fromSequence) yield return (changes[i], row.Sequence + i, i == changes.Count - 1);
                }

                fromSequence = row.Sequence + changes.Count;
            }

            if (rows.Count < wanted) yield break;
        }
    }

    private async Task<long> LoadAsync(CancellationToken cancellationToken)
    {
        State = new();
        _raisedSequence = 0;
        Position = 0;
        _remembered.Clear();
        Snapshot<TState>? snapshot = await ReadSnapshotAsync(cancellationToken);
        long replayed = 0;
        long from = snapshot?.Sequence ?? 1; // the row of the snapshot's last event too: it tells whether it is of this journal
        while (true)
        {
            IReadOnlyList<JournalEntry> rows =
                await _services.Journal.ReadGrainAsync(Name, from, ReplayRows, cancellationToken);
            int read = rows.Count;
            if (snapshot is not null)
            {
                if (rows is not [{ } last, ..] || last.Position != snapshot.Position)
                {
                    // It belongs to another journal (one restored from a backup); snapshots are a cache, so it is passed over.
                    LogForeignSnapshot(Logger, Name, snapshot.Sequence);
                    (snapshot, from) = (null, 1);
                    continue;
                }

                Restore(snapshot);
                snapshot = null;
                rows = [.. rows.Skip(1)];
            }

            foreach (JournalEntry row in rows)
            {
                // The numbers are counted: behind a gap all would be wrong, and each write would be refused.
                if (row.Sequence != _raisedSequence + 1)
                    throw new InvalidOperationException($"the journal of {Name} has a row at {row.Sequence} where {_raisedSequence + 1} should follow");
                foreach (TEvent change in row.ReadEvents<TEvent>())
                {
                    State = State.Apply(change, ++_raisedSequence);
                    replayed++;
                }

                Position = row.Position;
                Remember(row);
            }

            from = _raisedSequence + 1;
            if (read < ReplayRows) break;
        }

        Durable = State;
        _committedSequence = _raisedSequence;
        return replayed;
    }

    private async Task<Snapshot<TState>?> ReadSnapshotAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _services.Snapshots.ReadStateAsync(
                nameof(Snapshot<>), this.GetGrainId(), _snapshot, cancellationToken);
            return _snapshot.State is { State: not null, Sequence: > 0 } snapshot ? snapshot : null;
        }
        catch (Exception error) when (error is not (OperationCanceledException or JournalUnavailableException))
        {
            LogUnreadableSnapshot(Logger, error, Name);
            return null;
        }
        finally
        {
            // The state is kept once, not twice.
            _snapshot.State = new();
        }
    }

    private void Restore(Snapshot<TState> snapshot)
    {
        State = snapshot.State!;
        foreach (RememberedKey key in snapshot.Keys ?? []) _remembered.Add(key);
        _raisedSequence = snapshot.Sequence;
        _snapshotSequence = snapshot.Sequence;
        _snapshotTried = snapshot.Sequence;
        Position = snapshot.Position;
    }

    private async Task TakeSnapshotAsync()
    {
        long sequence = _committedSequence;
        _snapshotTried = sequence; // also when it fails: then not again with each commit
        try
        {
            _snapshot.State = new() { Sequence = sequence, Position = Position, State = Durable, Keys = _remembered.ToList() };
            await WriteSnapshotAsync();
            _snapshotSequence = sequence;
            GrainTelemetry.Snapshots.Add(1);
        }
        catch (Exception error)
        {
            LogSnapshotFailed(Logger, error, Name, sequence);
        }
        finally
        {
            // The state is kept once, not twice.
            _snapshot.State = new();
        }
    }

    // What is stored may be one that could not be read or whose writing was not answered, or may have been deleted.
    private async Task WriteSnapshotAsync()
    {
        try
        {
            await _services.Snapshots.WriteStateAsync(nameof(Snapshot<>), this.GetGrainId(), _snapshot);
        }
        catch (InconsistentStateException error) when (error.StoredEtag != _snapshot.ETag)
        {
            (_snapshot.ETag, _snapshot.RecordExists) = (error.StoredEtag, error.StoredEtag is not null);
            await _services.Snapshots.WriteStateAsync(nameof(Snapshot<>), this.GetGrainId(), _snapshot);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Grain}: the snapshot at {Sequence} was not taken; the journal has everything")]
    private static partial void LogSnapshotFailed(ILogger logger, Exception error, string grain, long sequence);

    [LoggerMessage(LogLevel.Warning, "{Grain}: the snapshot cannot be read; replaying the whole journal of the grain")]
    private static partial void LogUnreadableSnapshot(ILogger logger, Exception error, string grain);

    [LoggerMessage(LogLevel.Warning, "{Grain}: the snapshot at {Sequence} is not of this journal; replaying it all")]
    private static partial void LogForeignSnapshot(ILogger logger, string grain, long sequence);
}
