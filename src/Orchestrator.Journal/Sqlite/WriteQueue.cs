using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Orchestrator.Journal.Sqlite;

/// <summary>The bounded queue between callers and the writer's thread. Full, it makes callers wait.</summary>
internal sealed class WriteQueue(int capacity) : IDisposable
{
    private readonly Channel<WriteWork> _channel = Channel.CreateBounded<WriteWork>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly SemaphoreSlim _wake = new(0);
    private int _asleep;

    public int Count => _channel.Reader.Count;

    /// <summary>Adds work if there is room now.</summary>
    public bool TryAdd(WriteWork work)
    {
        if (!_channel.Writer.TryWrite(work))
            return false;
        Wake();
        return true;
    }

    /// <summary>Adds work as soon as there is room.</summary>
    /// <exception cref="ChannelClosedException">The journal was stopped.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; the work isn't in the queue.</exception>
    public async ValueTask AddAsync(WriteWork work, CancellationToken cancellationToken)
    {
        await _channel.Writer.WriteAsync(work, cancellationToken);
        Wake();
    }

    /// <summary>Takes the next work, if any. Only the writer's thread calls it.</summary>
    public bool TryTake([NotNullWhen(true)] out WriteWork? work) => _channel.Reader.TryRead(out work);

    /// <summary>Looks at the next work, if any. Only the writer's thread calls it.</summary>
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

    /// <summary>Refuses further work; what is queued is still written.</summary>
    public void Close()
    {
        _channel.Writer.TryComplete();
        Wake();
    }

    public void Dispose() => _wake.Dispose();

    private void Wake()
    {
        if (Interlocked.CompareExchange(ref _asleep, 0, 1) == 1)
            _wake.Release();
    }
}
