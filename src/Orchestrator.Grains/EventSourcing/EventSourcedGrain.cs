using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Journal;

namespace Orchestrator.Grains.EventSourcing;

/// <summary>
/// A grain whose truth is its events in the journal. A command reads: validate, decide, <see cref="Raise"/>,
/// <see cref="CommitAsync"/>, return a view. It must be <c>[Reentrant]</c>: while one commit is in flight, the next
/// commands are decided upon the state that includes it and go into the next commit together.
/// </summary>
/// <typeparam name="TState">Its state.</typeparam>
/// <typeparam name="TEvent">Its events.</typeparam>
public abstract partial class EventSourcedGrain<TState, TEvent> : Grain
    where TState : class, IEventSourced<TState, TEvent>, new()
    where TEvent : JournaledEvent
{
    private const int SnapshotEvery = 200;
    private const int ReplayRows = 500;

    private readonly EventSourcingServices _services;
    private readonly string _kind;
    private readonly GrainState<Snapshot<TState>> _snapshot = new() { State = new() };
    private long _snapshotSequence;
    private Commit<TEvent>? _open;
    private Commit<TEvent>? _inFlight;
    private Task _writing = Task.CompletedTask;
    private Task _snapshotting = Task.CompletedTask;
    private long _raisedSequence;
    private long _committedSequence;
    private string? _name;

    /// <summary>Sets up a grain.</summary>
    /// <param name="services">What the silo provides.</param>
    /// <param name="kind">The first part of the grain's name in the journal, such as <c>session</c>.</param>
    protected EventSourcedGrain(EventSourcingServices services, string kind)
    {
        _services = services;
        _kind = kind;
        Logger = services.Loggers.CreateLogger(GetType());
    }

    /// <summary>The state with everything decided so far, on disk or on its way. Decisions are made upon it.</summary>
    protected TState State { get; private set; } = new();

    /// <summary>The state as it is on disk. Reads answer from it.</summary>
    protected TState Durable { get; private set; } = new();

    /// <summary>The journal position of <see cref="Durable"/>; 0 before the first commit.</summary>
    protected long Position { get; private set; }

    /// <summary>The grain's name in the journal.</summary>
    protected string Name => _name ??= $"{_kind}/{this.GetPrimaryKeyString()}";

    /// <summary>The journal.</summary>
    protected IJournal Journal => _services.Journal;

    /// <summary>The clock.</summary>
    protected TimeProvider Time => _services.Time;

    /// <summary>The grain's logger.</summary>
    protected ILogger Logger { get; }

    /// <summary>The time now in whole milliseconds, as events carry it.</summary>
    protected DateTimeOffset Now() =>
        DateTimeOffset.FromUnixTimeMilliseconds(_services.Time.GetUtcNow().ToUnixTimeMilliseconds());

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

    /// <summary>Decides that something happened: the state changes now, the journal with the next commit.</summary>
    protected void Raise(TEvent change)
    {
        _open ??= new();
        _open.Add(change);
        State = State.Apply(change, ++_raisedSequence);
    }

    /// <summary>
    /// Adds the first event of another grain to the commit, such as the claim of an id: both become true or neither.
    /// </summary>
    protected void RaiseClaim(string grain, string type, JsonText payload)
    {
        _open ??= new();
        _open.Add(new JournalAppend(grain, 1, 1, type, payload, "{}", Now()));
    }

    /// <summary>Raises one event and commits it.</summary>
    /// <param name="change">What happened.</param>
    /// <param name="view">Makes the answer from the state after the event.</param>
    protected Task<Committed<TView>> CommitAsync<TView>(TEvent change, Func<TState, TView> view)
    {
        int first = _open?.Count ?? 0;
        Raise(change);
        return CommitAsync(view(State), first);
    }

    /// <summary>Raises events and commits them together.</summary>
    /// <param name="changes">What happened.</param>
    /// <param name="view">Makes the answer from the state after the events.</param>
    protected Task<Committed<TView>> CommitAsync<TView>(IEnumerable<TEvent> changes, Func<TState, TView> view)
    {
        int first = _open?.Count ?? 0;
        foreach (TEvent change in changes) Raise(change);
        return CommitAsync(view(State), first);
    }

    /// <summary>Ends when everything raised so far is on disk.</summary>
    /// <param name="firstEvent">How many events the open commit had before this command's own.</param>
    /// <returns>The position; that of the last commit when nothing is on its way.</returns>
    /// <exception cref="UnavailableException">It could not be written; the state is as it was before.</exception>
    protected Task<long> CommitAsync(int firstEvent = 0)
    {
        if (_open is not { } commit) return _inFlight?.Done ?? Task.FromResult(Position);
        commit.Describe(firstEvent);
        if (_writing.IsCompleted) _writing = WriteAsync();
        return commit.Done;
    }

    /// <summary>How many events the open commit has: the index of the next one raised.</summary>
    protected int OpenEvents => _open?.Count ?? 0;

    /// <summary>Reads events of this grain from the journal, in order.</summary>
    /// <param name="fromSequence">The number of the first event wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    protected async IAsyncEnumerable<(TEvent Change, long Sequence)> ReadEventsAsync(
        long fromSequence,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
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

    private async Task<Committed<TView>> CommitAsync<TView>(TView view, int firstEvent) =>
        new(view, await CommitAsync(firstEvent));

    private async Task<long> LoadAsync(CancellationToken cancellationToken)
    {
        State = new();
        _raisedSequence = 0;
        Position = 0;
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
            _raisedSequence = snapshot.Sequence;
            Position = snapshot.Position;
            _snapshotSequence = snapshot.Sequence;
        }
        catch (Exception error) when (error is not (OperationCanceledException or JournalUnavailableException))
        {
            LogUnreadableSnapshot(Logger, error, Name);
        }
    }

    private async Task WriteAsync()
    {
        while (_open is { Count: > 0 } commit)
        {
            _open = null;
            _inFlight = commit;
            TState state = State;
            long sequence = _raisedSequence;
            try
            {
                Activity.Current = commit.Activity;
                long position = await AppendAsync(commit, sequence - commit.Count + 1);
                Durable = state;
                Position = position;
                _committedSequence = sequence;
                GrainTelemetry.Committed.Add(commit.Count);
                commit.Succeed(position);
                OnCommitted();
                if (_committedSequence - _snapshotSequence >= Math.Max(SnapshotEvery, Durable.Weight)
                    && _snapshotting.IsCompleted)
                    _snapshotting = TakeSnapshotAsync();
            }
            catch (Exception error)
            {
                Abandon(commit, error);
            }
        }

        _inFlight = null;
    }

    private async ValueTask<long> AppendAsync(Commit<TEvent> commit, long sequence)
    {
        JournalAppend row = commit.ToAppend(Name, sequence, Now());
        if (commit.Claims.Count == 0) return await _services.Journal.AppendAsync(row, CancellationToken.None);
        IReadOnlyList<long> positions =
            await _services.Journal.AppendAsync([row, .. commit.Claims], CancellationToken.None);
        return positions[0];
    }

    /// <summary>Called in the grain's turn after each commit.</summary>
    protected virtual void OnCommitted()
    {
    }

    /// <summary>Called in the grain's turn when everything not yet on disk was given up.</summary>
    protected virtual void OnAbandoned()
    {
    }

    // What was decided upon a state that never came to be cannot be kept: all of it is refused, and the state goes back
    // to what is on disk. Where that is not known for sure, the activation is given up and the next one reads it.
    private void Abandon(Commit<TEvent> commit, Exception error)
    {
        bool known = error is JournalUnavailableException { Outcome: JournalWriteOutcome.NotWritten };
        LogCommitFailed(Logger, error, Name, commit.Count);
        var answer = new UnavailableException(
            error is JournalConflictException
                ? $"{Name} was written by another activation; send the command again"
                : $"the journal cannot be written now ({error.Message}); send the command again",
            error);
        commit.Fail(error is JournalConflictException conflict && conflict.Grain != Name
            ? new ConflictException($"{conflict.Grain} was used before")
            : answer);
        _open?.Fail(answer);
        _open = null;
        State = Durable;
        _raisedSequence = _committedSequence;
        OnAbandoned();
        if (!known) DeactivateOnIdle();
    }

    private async Task TakeSnapshotAsync()
    {
        long sequence = _committedSequence;
        try
        {
            _snapshot.State = new() { Sequence = sequence, Position = Position, State = Durable };
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

    [LoggerMessage(LogLevel.Warning, "{Grain}: a commit of {Events} events failed")]
    private static partial void LogCommitFailed(ILogger logger, Exception error, string grain, int events);

    [LoggerMessage(LogLevel.Warning, "{Grain}: the snapshot at {Sequence} was not taken; the journal has everything")]
    private static partial void LogSnapshotFailed(ILogger logger, Exception error, string grain, long sequence);

    [LoggerMessage(LogLevel.Warning, "{Grain}: the snapshot cannot be read; replaying the whole journal of the grain")]
    private static partial void LogUnreadableSnapshot(ILogger logger, Exception error, string grain);

    [LoggerMessage(LogLevel.Warning, "{Grain}: the snapshot at {Sequence} is not of this journal; replaying it all")]
    private static partial void LogForeignSnapshot(ILogger logger, string grain, long sequence);
}
