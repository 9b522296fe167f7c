using System.Diagnostics.CodeAnalysis;
using Orchestrator.Contracts.Streams;
using Orchestrator.Streams;

namespace Orchestrator.Grains.Streams;

/// <summary>
/// One run of pushing events to a client: one batch on its way at a time, and never more events than the client's window that
/// it has not acknowledged. So a client that is slow costs a place in the journal and one batch.
/// </summary>
[SuppressMessage("Usage", "CA2213", Justification = "It may be stopped once more after its end; without timers and handles there is nothing to dispose.")]
internal sealed class EventPush : IDisposable
{
    private const int MaxBatchBytes = 256 * 1024;

    private readonly FeedReader _reader;
    private readonly StreamOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _room = NewSignal();
    private DateTimeOffset _until;
    private EventCursor _at;
    private long _pushed;
    private long _acknowledged;

    public EventPush(FollowEvents command, IEventObserver observer, FeedReader reader, StreamOptions options, TimeProvider time)
    {
        (Command, Observer, _reader, _options, _time) = (command, observer, reader, options, time);
        Begin = _at = reader.Cursor;
        Renew();
    }

    public FollowEvents Command { get; }

    public IEventObserver Observer { get; }

    /// <summary>The place behind which the run began.</summary>
    public EventCursor Begin { get; }

    /// <summary>The work.</summary>
    public Task Pushing { get; set; } = Task.CompletedTask;

    public bool IsEnded => _stopping.IsCancellationRequested;

    private int Room => (int)(Command.Window - (_pushed - _acknowledged));

    /// <summary>The client is still there.</summary>
    public void Renew() => _until = _time.GetUtcNow() + FollowEvents.Duration;

    /// <summary>The client took events.</summary>
    /// <param name="events">How many in all.</param>
    public void Acknowledge(long events)
    {
        _acknowledged = Math.Max(_acknowledged, Math.Min(events, _pushed));
        _room.TrySetResult();
    }

    public void Stop() => _stopping.Cancel();

    public void Dispose()
    {
        _stopping.Cancel(); // asked for later too
        _reader.Dispose();
    }

    /// <summary>Pushes until it is stopped, or nobody renews it.</summary>
    public async Task RunAsync()
    {
        long lastPush = _time.GetTimestamp();
        while (true)
        {
            await WaitForRoomAsync();
            IReadOnlyList<FeedEvent>? events = await _reader.ReadAsync(_stopping.Token);
            bool isQuiet = events is not { Count: > 0 } && _time.GetElapsedTime(lastPush) < _options.HeartbeatInterval;
            if (events is { Count: > 0 })
            {
                await PushAsync(events);
                lastPush = _time.GetTimestamp();
            }
            else if (!isQuiet && _reader.Cursor != _at)
            {
                // Nothing it wants, but its place moves on, so that it does not expire.
                await PushAsync([], _reader.Cursor);
                lastPush = _time.GetTimestamp();
            }

            if (events is null && !await _reader.WaitAsync(_options.HeartbeatInterval, _time, _stopping.Token)) EndIfNotRenewed();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task PushAsync(IReadOnlyList<FeedEvent> events)
    {
        List<StreamedEvent> batch = [];
        long bytes = 0;
        foreach (FeedEvent one in events)
        {
            batch.Add(one.Streamed);
            bytes += one.Frame.Length;
            if (bytes < MaxBatchBytes && batch.Count < Room) continue;
            await PushAsync(batch, one.Streamed.Cursor);
            await WaitForRoomAsync();
            (batch, bytes) = ([], 0);
        }

        await PushAsync(batch, _reader.Cursor);
    }

    private async Task PushAsync(List<StreamedEvent> events, EventCursor next)
    {
        if (events.Count == 0 && next == _at) return;
        _stopping.Token.ThrowIfCancellationRequested();
        EventBatch batch = new(Command.Run, _at, next, events);
        (_pushed, _at) = (_pushed + events.Count, next);
        await Observer.Push(batch);
    }

    private async Task WaitForRoomAsync()
    {
        while (Room <= 0)
        {
            if (_room.Task.IsCompleted) _room = NewSignal();
            if (Room > 0) return;
            try
            {
                await _room.Task.WaitAsync(_options.HeartbeatInterval, _time, _stopping.Token);
            }
            catch (TimeoutException)
            {
                EndIfNotRenewed();
            }
        }
    }

    private void EndIfNotRenewed()
    {
        if (_until <= _time.GetUtcNow()) Stop();
        _stopping.Token.ThrowIfCancellationRequested();
    }
}
