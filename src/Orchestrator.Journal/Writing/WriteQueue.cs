using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Orchestrator.Journal.Writing;

/// <summary>The bounded queue between callers and the writer. Full, it makes callers wait.</summary>
/// <param name="capacity">How many works it holds.</param>
/// <param name="dbSystem">The database behind the writer, for traces.</param>
internal sealed class WriteQueue(int capacity, string dbSystem) : IDisposable
{
    private readonly Channel<WriteWork> _channel = Channel.CreateBounded<WriteWork>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly SemaphoreSlim _wake = new(0);
    private int _asleep;

    public int Count => _channel.Reader.Count;

    /// <summary>Hands work to the writer.</summary>
    /// <returns>Ends when the work is on disk, refused, failed, or cancelled before the writer took it.</returns>
    public Task<TResult> WriteAsync<TResult>(WriteWork<TResult> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<TResult>(cancellationToken);
        if (JournalTelemetry.Source.HasListeners())
            return WriteTracedAsync(work, cancellationToken);
        return EnqueueAsync(work, cancellationToken);
    }

    /// <summary>Takes the next work, if any. Only the writer calls it.</summary>
    public bool TryTake([NotNullWhen(true)] out WriteWork? work) => _channel.Reader.TryRead(out work);

    /// <summary>Looks at the next work, if any. Only the writer calls it.</summary>
    public bool TryPeek([NotNullWhen(true)] out WriteWork? work) => _channel.Reader.TryPeek(out work);

    /// <summary>Blocks the writer's thread until there is work.</summary>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool WaitForWork()
    {
        while (true)
        {
            if (_channel.Reader.TryPeek(out _))
                return true;
            if (_channel.Reader.Completion.IsCompleted)
                return false;
            // Announce the sleep, then look again: whoever adds after the look sees the announcement.
            Interlocked.Exchange(ref _asleep, 1);
            if (!_channel.Reader.TryPeek(out _) && !_channel.Reader.Completion.IsCompleted)
                _wake.Wait();
            Interlocked.Exchange(ref _asleep, 0);
        }
    }

    /// <summary>Waits, without a thread, until there is work.</summary>
    /// <returns>False when the queue is closed and empty.</returns>
    public ValueTask<bool> WaitForWorkAsync() => _channel.Reader.WaitToReadAsync(CancellationToken.None);

    /// <summary>Refuses further work; what is queued is still written.</summary>
    public void Close()
    {
        _channel.Writer.TryComplete();
        Wake();
    }

    public void Dispose() => _wake.Dispose();

    private bool TryAdd(WriteWork work)
    {
        if (!_channel.Writer.TryWrite(work))
            return false;
        Wake();
        return true;
    }

    private async ValueTask AddAsync(WriteWork work, CancellationToken cancellationToken)
    {
        await _channel.Writer.WriteAsync(work, cancellationToken);
        Wake();
    }

    private Task<TResult> EnqueueAsync<TResult>(WriteWork<TResult> work, CancellationToken cancellationToken)
    {
        work.CancelWith(cancellationToken);
        return TryAdd(work) ? work.Task : EnqueueWhenThereIsRoomAsync(work, cancellationToken);
    }

    private async Task<TResult> EnqueueWhenThereIsRoomAsync<TResult>(
        WriteWork<TResult> work, CancellationToken cancellationToken)
    {
        try
        {
            await AddAsync(work, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            work.Withdraw();
            throw Stopped.Error();
        }
        catch (OperationCanceledException)
        {
            work.Withdraw();
            throw;
        }

        return await work.Task;
    }

    private async Task<TResult> WriteTracedAsync<TResult>(WriteWork<TResult> work, CancellationToken cancellationToken)
    {
        using Activity? span = JournalTelemetry.StartAppend(work, dbSystem);
        try
        {
            return await EnqueueAsync(work, cancellationToken);
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
    }

    private void Wake()
    {
        if (Interlocked.CompareExchange(ref _asleep, 0, 1) == 1)
            _wake.Release();
    }
}
