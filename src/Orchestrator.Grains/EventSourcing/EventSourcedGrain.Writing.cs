using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal;

namespace Orchestrator.Grains.EventSourcing;

/// <content>Writing commits, one after the other.</content>
public abstract partial class EventSourcedGrain<TState, TEvent>
{
    // Commits that are as large as the journal takes well, in their order, each with the state that it leads to.
    private Queue<(Commit<TEvent> Commit, TState State, long Sequence)>? _full;

    private async Task WriteAsync()
    {
        while (NextToWrite() is { } next)
        {
            (Commit<TEvent> commit, TState state, long sequence) = next;
            _inFlight = commit;
            try
            {
                Activity.Current = commit.Activity;
                JournalAppend row = commit.ToAppend(Name, sequence - commit.Count + 1, Now(), out RentedPayload payload);
                long position = commit.Claims.Count == 0
                    ? await _services.Journal.AppendAsync(row, CancellationToken.None)
                    : (await _services.Journal.AppendAsync([row, .. commit.Claims], CancellationToken.None))[0];
                payload.Return();
                Succeeded(commit, state, sequence, row, position);
            }
            catch (Exception error)
            {
                Abandon(commit, error);
            }
        }

        _inFlight = null;
    }

    private (Commit<TEvent> Commit, TState State, long Sequence)? NextToWrite()
    {
        if (_full is { Count: > 0 }) return _full.Dequeue();
        if (_open is not { Count: > 0 } commit) return null;
        _open = null;
        return (commit, State, _raisedSequence);
    }

    // What comes while one commit is in flight gathers in the next. The journal would refuse one that is too large, with all of
    // its commands, each time they are sent again.
    private void CloseWhenFull(Commit<TEvent> commit)
    {
        if (!commit.IsFull) return;
        (_full ??= new()).Enqueue((commit, State, _raisedSequence));
        _open = null;
    }

    private void Succeeded(Commit<TEvent> commit, TState state, long sequence, JournalAppend row, long position)
    {
        Durable = state;
        Position = position;
        _committedSequence = sequence;
        Remember(commit.Keys, row.Sequence, row.At);
        GrainTelemetry.Committed.Add(commit.Count);
        commit.Succeed(position);
        OnCommitted();
        if (_committedSequence - _snapshotTried >= Math.Max(SnapshotEvery, Durable.Weight + _remembered.Count)
            && _snapshotting.IsCompleted)
            _snapshotting = TakeSnapshotAsync();
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
                ? $"{Name} was written by another activation, or another command's id was used before; send the command again"
                : $"the journal cannot be written now ({error.Message}); send the command again",
            error);

        // Whose id it is that was used before is known only of a command that came alone; the others send theirs again.
        commit.Fail(error is JournalConflictException conflict && conflict.Grain != Name && commit.Commands == 1
            ? new ConflictException($"{conflict.Grain} was used before")
            : answer);
        GiveUp(answer);
        if (!known) MakeWay();
    }

    private void GiveUp(OrchestratorException answer)
    {
        while (_full is { Count: > 0 }) _full.Dequeue().Commit.Fail(answer);
        _open?.Fail(answer);
        _open = null;
        State = Durable;
        _raisedSequence = _committedSequence;
        OnAbandoned();
    }

    [LoggerMessage(LogLevel.Warning, "{Grain}: a commit of {Events} events failed")]
    private static partial void LogCommitFailed(ILogger logger, Exception error, string grain, int events);
}
