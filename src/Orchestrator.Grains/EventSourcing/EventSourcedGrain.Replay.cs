using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Journal;

namespace Orchestrator.Grains.EventSourcing;

/// <content>Reading the state back: from the last snapshot and the rows behind it.</content>
public abstract partial class EventSourcedGrain<TState, TEvent>
{
    private const int SnapshotEvery = 200;
    private const int ReplayRows = 500;

    private readonly GrainState<Snapshot<TState>> _snapshot = new() { State = new() };
    private long _snapshotSequence;
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
        }
        catch (JournalUnavailableException error)
        {
            throw new UnavailableException($"{Name} cannot be read from the journal now", error);
        }
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        await _snapshotting.WaitAsync(cancellationToken);
        if (_committedSequence > _snapshotSequence) await TakeSnapshotAsync();
    }

    /// <summary>Reads events of this grain from the journal, in order.</summary>
    /// <param name="fromSequence">The number of the first event wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    protected async IAsyncEnumerable<(TEvent Change, long Sequence)> ReadEventsAsync(
        long fromSequence,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            IReadOnlyList<JournalEntry> rows =
                await _services.Journal.ReadGrainAsync(Name, fromSequence, ReplayRows, cancellationToken);
            foreach (JournalEntry row in rows)
            {
                long sequence = row.Sequence;
                foreach (TEvent change in Decode(row))
                {
                    if (sequence >= fromSequence) yield return (change, sequence);
                    sequence++;
                }

                fromSequence = sequence;
            }

            if (rows.Count < ReplayRows) yield break;
        }
    }

    private static List<TEvent> Decode(JournalEntry row) =>
        JsonSerializer.Deserialize<List<TEvent>>(row.Payload.Utf8, OrchestratorJson.Journal)
        ?? throw new InvalidOperationException($"journal row {row.Position} has no events");

    private async Task<long> LoadAsync(CancellationToken cancellationToken)
    {
        State = new();
        _raisedSequence = 0;
        Position = 0;
        _remembered.Clear();
        await LoadSnapshotAsync(cancellationToken);
        long replayed = 0;
        long from = _raisedSequence + 1;
        while (true)
        {
            IReadOnlyList<JournalEntry> rows =
                await _services.Journal.ReadGrainAsync(Name, from, ReplayRows, cancellationToken);
            foreach (JournalEntry row in rows)
            {
                foreach (TEvent change in Decode(row))
                {
                    State = State.Apply(change, ++_raisedSequence);
                    replayed++;
                }

                Position = row.Position;
                Remember(row);
            }

            from = _raisedSequence + 1;
            if (rows.Count < ReplayRows) break;
        }

        Durable = State;
        _committedSequence = _raisedSequence;
        return replayed;
    }

    private async Task LoadSnapshotAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _services.Snapshots.ReadStateAsync(
                nameof(Snapshot<>), this.GetGrainId(), _snapshot, cancellationToken);
            if (_snapshot.State is not { State: { } state, Sequence: > 0 } snapshot) return;

            // A snapshot whose last event is not in the journal belongs to another journal (one restored from a
            // backup); snapshots are a cache, so it is passed over.
            IReadOnlyList<JournalEntry> rows =
                await _services.Journal.ReadGrainAsync(Name, snapshot.Sequence, 1, cancellationToken);
            if (rows.Count == 0 || rows[0].Position != snapshot.Position)
            {
                LogForeignSnapshot(Logger, Name, snapshot.Sequence);
                return;
            }

            State = state;
            foreach (RememberedKey key in snapshot.Keys ?? []) _remembered.Add(key);
            _raisedSequence = snapshot.Sequence;
            Position = snapshot.Position;
            _snapshotSequence = snapshot.Sequence;
        }
        catch (Exception error) when (error is not (OperationCanceledException or JournalUnavailableException))
        {
            LogUnreadableSnapshot(Logger, error, Name);
        }
    }

    private async Task TakeSnapshotAsync()
    {
        long sequence = _committedSequence;
        try
        {
            _snapshot.State = new() { Sequence = sequence, Position = Position, State = Durable, Keys = _remembered.ToList() };
            await _services.Snapshots.WriteStateAsync(nameof(Snapshot<>), this.GetGrainId(), _snapshot);
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

    [LoggerMessage(LogLevel.Warning, "{Grain}: the snapshot at {Sequence} was not taken; the journal has everything")]
    private static partial void LogSnapshotFailed(ILogger logger, Exception error, string grain, long sequence);

    [LoggerMessage(LogLevel.Warning, "{Grain}: the snapshot cannot be read; replaying the whole journal of the grain")]
    private static partial void LogUnreadableSnapshot(ILogger logger, Exception error, string grain);

    [LoggerMessage(LogLevel.Warning, "{Grain}: the snapshot at {Sequence} is not of this journal; replaying it all")]
    private static partial void LogForeignSnapshot(ILogger logger, string grain, long sequence);
}
