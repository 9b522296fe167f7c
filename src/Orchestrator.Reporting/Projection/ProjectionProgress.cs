using Orchestrator.Contracts.Errors;
using Orchestrator.Journal;

namespace Orchestrator.Reporting.Projection;

/// <summary>How far the tables are, and the wait for them to be further.</summary>
public sealed class ProjectionProgress(IJournal journal, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private TaskCompletionSource? _awaited;
    private long _position;
    private (long Position, DateTimeOffset At)? _next;
    private DateTimeOffset? _appliedAt;
    private (ProjectionState State, string? Reason, long? FailedPosition) _condition = (ProjectionState.Starting, null, null);

    /// <summary>The journal position up to which the tables are true.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>How the projection fares and how far it is.</summary>
    public ProjectionStatus Status
    {
        get
        {
            long last = LastPosition();
            lock (_lock)
            {
                last = Math.Max(_position, last);
                bool isCounted = last == _position || journal.HasConsecutivePositions;
                return new ProjectionStatus(_condition.State, _position, last, _condition.Reason, _condition.FailedPosition)
                {
                    Lag = isCounted ? last - _position : null,
                    LagTime = last == _position ? TimeSpan.Zero : LagTime(),
                };
            }
        }
    }

    /// <summary>Waits until the tables are true up to a position: a query after that sees it.</summary>
    /// <param name="minPosition">The position, as a command's answer carried it.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UnavailableException">The tables are not there in time.</exception>
    public async Task WaitForAsync(long minPosition, TimeSpan timeout, CancellationToken cancellationToken)
    {
        LinkedListNode<Waiter> waiter;
        lock (_lock)
        {
            if (_position >= minPosition) return;
            waiter = _waiting.AddLast(new Waiter(minPosition));
            _awaited?.TrySetResult();
            _awaited = null;
        }

        try
        {
            await waiter.Value.Reached.Task.WaitAsync(timeout, timeProvider, cancellationToken);
        }
        catch (TimeoutException e)
        {
            ProjectionStatus status = Status;
            throw new UnavailableException(
                $"the tables are at position {status.Position}, not yet at {minPosition}"
                + (status.Reason is null ? "; ask again" : $": {status.Reason}"),
                e);
        }
        finally
        {
            lock (_lock) waiter.List?.Remove(waiter);
        }
    }

    /// <summary>Ends as soon as someone waits.</summary>
    internal Task WhenAwaited()
    {
        lock (_lock)
        {
            return _waiting.Count > 0
                ? Task.CompletedTask
                : (_awaited ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Tells the oldest row that is not in the tables.</summary>
    internal void Next(long position, DateTimeOffset at)
    {
        lock (_lock) _next ??= (position, at);
    }

    internal void Reached(long position, DateTimeOffset? at = null)
    {
        lock (_lock)
        {
            if (_next?.Position <= position || position < _position) _next = null; // tables that are built anew go back
            Interlocked.Exchange(ref _position, position);
            _appliedAt = at ?? _appliedAt;
            _condition = (ProjectionState.Running, null, null);
            for (LinkedListNode<Waiter>? node = _waiting.First, next; node is not null; node = next)
            {
                next = node.Next;
                if (node.Value.Position > position) continue;
                _waiting.Remove(node);
                node.Value.Reached.TrySetResult();
            }
        }
    }

    internal void Set(ProjectionState state, string? reason = null, long? failedPosition = null)
    {
        lock (_lock) _condition = (state, reason, failedPosition);
    }

    private TimeSpan LagTime()
    {
        // While it runs, a row that was not read yet has only just come.
        DateTimeOffset? oldest = _next?.At ?? (_condition.State == ProjectionState.Running ? null : _appliedAt);
        TimeSpan age = timeProvider.GetUtcNow() - oldest ?? TimeSpan.Zero;
        return age > TimeSpan.Zero ? age : TimeSpan.Zero; // it may be dated by another machine's clock
    }

    private long LastPosition()
    {
        try
        {
            return journal.LastPosition;
        }
        catch (JournalUnavailableException)
        {
            // Not open yet or closed already; the status says where the tables are all the same.
            return 0;
        }
    }

    private sealed record Waiter(long Position)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
