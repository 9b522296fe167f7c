using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orchestrator.Client.Calls;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Client.Streams;

/// <summary>
/// A subscription to the journal's events. The client knows how far it came: it takes a batch only where it fits on to what it
/// has, and follows anew from there when one does not, or when the host restarts. So each event comes once, in order.
/// </summary>
internal sealed partial class EventSubscription : IEventObserver, IAsyncDisposable
{
    private const int Window = 1_000;

    // Also how long it may take to notice that a host died.
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Channel<(StreamedEvent Event, long Run)> _events = Channel.CreateUnbounded<(StreamedEvent, long)>();
    private readonly HostCaller _caller;
    private readonly EventFilter _filter;
    private readonly IEventStreamGrain _stream;
    private readonly IEventObserver _reference;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping;
    private readonly Task _following;
    private TaskCompletionSource _ended = NewSignal();
    private EventCursor? _cursor;
    private EventCursor? _begin;
    private long _run = 1;
    private long _taken;
    private long _acknowledged;

    private EventSubscription(HostCaller caller, EventFilter filter, EventCursor? after, ILogger logger, CancellationToken stopping)
    {
        (_caller, _filter, _cursor, _logger) = (caller, filter, after, logger);
        _stream = caller.Grain<IEventStreamGrain>($"events_{Guid.NewGuid():N}");
        _reference = caller.Observe<IEventObserver>(this);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _following = FollowAsync();
    }

    /// <summary>Follows until it is given up.</summary>
    public static async IAsyncEnumerable<StreamedEvent> ReadAsync(
        HostCaller caller, EventFilter filter, EventCursor? after, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var subscription = new EventSubscription(caller, filter, after, logger, cancellationToken);
        while (await subscription._events.Reader.WaitToReadAsync(cancellationToken))
        {
            while (subscription._events.Reader.TryRead(out (StreamedEvent Event, long Run) next))
            {
                yield return next.Event;
                subscription.Taken(next.Run);
            }
        }
    }

    /// <inheritdoc/>
    public Task Push(EventBatch batch)
    {
        lock (_gate)
        {
            if (batch.Run != _run) return Task.CompletedTask;
            if (_cursor is { } here && here != batch.After)
            {
                _ended.TrySetResult(); // something got lost, or came twice
                return Task.CompletedTask;
            }

            foreach (StreamedEvent one in batch.Events) _events.Writer.TryWrite((one, batch.Run));
            _cursor = batch.Next;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task End(long run, string code)
    {
        lock (_gate)
        {
            if (run == _run) _ended.TrySetResult(); // following anew tells why
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _following;
        try
        {
            await _stream.Unfollow().WaitAsync(TimeSpan.FromSeconds(1), _caller.Time, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Nobody renews it any more; it ends by itself.
            LogNotEnded(_logger, exception.Message);
        }

        _caller.Forget(_reference);
        _stopping.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Taken(long run)
    {
        long taken;
        lock (_gate)
        {
            if (run != _run || ++_taken - _acknowledged < Window / 4) return;
            taken = _acknowledged = _taken;
        }

        _ = AcknowledgeAsync(run, taken);
    }

    private async Task AcknowledgeAsync(long run, long taken)
    {
        try
        {
            await _stream.Acknowledge(run, taken);
        }
        catch (Exception exception)
        {
            LogNotAcknowledged(_logger, exception.Message); // the next one, or the renewal, says it again
        }
    }

    private async Task FollowAsync()
    {
        RequestContext.Clear();
        try
        {
            while (true)
            {
                bool isOn = await _caller.RepeatAsync("follow-events", _ => FollowOnceAsync(), Timeout.InfiniteTimeSpan, _stopping.Token);
                if (!isOn || await EndedAsync()) NextRun();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _events.Writer.TryComplete();
        }
        catch (OrchestratorException exception)
        {
            _events.Writer.TryComplete(exception);
        }
    }

    // False when the host began this run anew, not knowing of what came before: what was acknowledged then counts for nothing.
    private async Task<bool> FollowOnceAsync()
    {
        FollowEvents command;
        lock (_gate) command = new() { Run = _run, Filter = _filter, After = _cursor, Window = Window };
        EventCursor begin = await _stream.Follow(command, _reference);
        long taken;
        lock (_gate)
        {
            _cursor ??= begin;
            _begin ??= begin;
            if (_begin != begin) return false;
            taken = _acknowledged = _taken;
        }

        if (taken > 0) await _stream.Acknowledge(command.Run, taken);
        return true;
    }

    private async Task<bool> EndedAsync()
    {
        try
        {
            await _ended.Task.WaitAsync(Renewal, _caller.Time, _stopping.Token);
            return true;
        }
        catch (TimeoutException)
        {
            return false; // time to renew it
        }
    }

    private void NextRun()
    {
        lock (_gate)
        {
            _run++;
            (_taken, _acknowledged, _begin) = (0, 0, null);
            _ended = NewSignal();
        }
    }

    [LoggerMessage(LogLevel.Debug, "A subscription to events was not ended at the host and runs out there: {Reason}")]
    private static partial void LogNotEnded(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Debug, "Events were not acknowledged: {Reason}")]
    private static partial void LogNotAcknowledged(ILogger logger, string reason);
}
