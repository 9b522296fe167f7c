namespace Orchestrator.Journal.Writing;

/// <summary>
/// The highest position known to be committed, and the wait for a later one. Costs next to nothing while nobody waits.
/// </summary>
internal sealed class AppendSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _next;
    private long _position;
    private bool _closed;

    public long Position => Volatile.Read(ref _position);

    /// <summary>Makes a position known and wakes all who wait; without effect where a higher one is known.</summary>
    public void Publish(long position)
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            if (position <= _position)
                return;
            Volatile.Write(ref _position, position);
            (waiting, _next) = (_next, null);
        }

        waiting?.TrySetResult();
    }

    /// <summary>Ends all waits, now and later, with an error.</summary>
    public void Close()
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            _closed = true;
            (waiting, _next) = (_next, null);
        }

        waiting?.TrySetResult();
    }

    /// <summary>Completes once the position is above the given one.</summary>
    public async ValueTask WaitAsync(long afterPosition, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!IsAfter(afterPosition, out Task next))
            await next.WaitAsync(cancellationToken);
    }

    private bool IsAfter(long afterPosition, out Task next)
    {
        lock (_lock)
        {
            next = Task.CompletedTask;
            if (_position > afterPosition)
                return true;
            if (_closed)
                throw Stopped.Error();
            _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            next = _next.Task;
            return false;
        }
    }
}
