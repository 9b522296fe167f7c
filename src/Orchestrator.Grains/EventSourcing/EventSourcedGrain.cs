using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Journal;

namespace Orchestrator.Grains.EventSourcing;

/// <summary>
/// A grain whose truth is its events in the journal. A command reads: validate, decide, <see cref="Raise"/>,
/// <c>CommitAsync</c>, return a view. It must be <c>[Reentrant]</c>: while one commit is in flight, the next
/// commands are decided upon the state that includes it and go into the next commit together.
/// </summary>
/// <typeparam name="TState">Its state.</typeparam>
/// <typeparam name="TEvent">Its events.</typeparam>
public abstract partial class EventSourcedGrain<TState, TEvent> : Grain, IIncomingGrainCallFilter
    where TState : class, IEventSourced<TState, TEvent>, new()
    where TEvent : JournaledEvent
{
    private readonly EventSourcingServices _services;
    private readonly string _kind;
    private Commit<TEvent>? _open;
    private Commit<TEvent>? _inFlight;
    private Task _writing = Task.CompletedTask;
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

    /// <summary>What chance there is in decisions.</summary>
    protected Random Random => _services.Random;

    /// <summary>The grain's logger.</summary>
    protected ILogger Logger { get; }

    /// <summary>The time now in whole milliseconds, as events carry it.</summary>
    protected DateTimeOffset Now() =>
        DateTimeOffset.FromUnixTimeMilliseconds(_services.Time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Decides that something happened: the state changes now, the journal with the next commit.</summary>
    protected void Raise(TEvent change)
    {
        HeldTransaction.RefuseLate(this, _held);
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

    /// <summary>
    /// Adds the first event of another grain to the commit, which is made by it: both become true or neither. That grain must
    /// not keep in memory that it does not exist.
    /// </summary>
    /// <param name="grain">The other grain's name in the journal.</param>
    /// <param name="change">Its first event.</param>
    protected void RaiseFirst<TOther>(string grain, TOther change)
        where TOther : JournaledEvent =>
        RaiseClaim(grain, EventNames.Of(change), JsonSerializer.SerializeToUtf8Bytes<List<TOther>>([change], OrchestratorJson.Journal));

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

    /// <summary>Commits what was raised, with the answer that the command gives.</summary>
    /// <param name="view">The answer.</param>
    /// <param name="firstEvent">How many events the open commit had before this command's own.</param>
    protected async Task<Committed<TView>> CommitAsync<TView>(TView view, int firstEvent)
    {
        if (OpenEvents > firstEvent) KeepAnswer(view);
        _held?.CurrentCall?.Answer(view);
        return new(view, await CommitAsync(firstEvent));
    }

    /// <summary>Ends when everything raised so far is on disk; the command itself raised nothing.</summary>
    /// <returns>The position; that of the last commit when nothing is on its way.</returns>
    /// <exception cref="UnavailableException">It could not be written; the state is as it was before.</exception>
    protected Task<long> CommitAsync() => CommitAsync(OpenEvents);

    /// <summary>Ends when everything raised so far is on disk.</summary>
    /// <param name="firstEvent">How many events the open commit had before this command's own.</param>
    /// <returns>The position; that of the last commit when nothing is on its way.</returns>
    /// <exception cref="UnavailableException">It could not be written; the state is as it was before.</exception>
    protected Task<long> CommitAsync(int firstEvent)
    {
        if (_open is { } open && open.Count > firstEvent) open.Describe(firstEvent, TakeKeyedAnswer());
        _held?.CurrentCall?.Decide();
        if (_open is not { } commit) return RaisedCommit;
        if (!_writing.IsCompleted) CloseWhenFull(commit);
        else if (_held is null) _writing = WriteAsync(); // held: the transaction writes it
        return commit.Done;
    }

    /// <summary>
    /// The commit of what was raised in this turn, for who learns only in a later turn that it waits for it: by then that commit may
    /// have failed, and <see cref="CommitAsync()"/> would speak of the one before.
    /// </summary>
    protected Task<long> RaisedCommit =>
        (_open ?? (_full is { Count: > 0 } full ? full.Last().Commit : _inFlight))?.Done ?? Task.FromResult(Position);

    /// <summary>How many events the open commit has: the index of the next one raised.</summary>
    protected int OpenEvents => _open?.Count ?? 0;
}
