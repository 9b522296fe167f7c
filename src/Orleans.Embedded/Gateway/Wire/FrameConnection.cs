using System.IO.Pipelines;
using System.Threading.Channels;

namespace Orleans.Gateway;

/// <summary>
/// Frames to and from a peer. Frames are written by one loop, which flushes once for all that are waiting.
/// </summary>
internal sealed class FrameConnection : IDisposable
{
    // So many bytes are handed on at once.
    private const int FlushBytes = 64 * 1024;

    private readonly Channel<PooledBuffer> _outgoing =
        Channel.CreateUnbounded<PooledBuffer>(new() { SingleReader = true });

    private readonly CancellationTokenSource _closed = new();
    private readonly FrameReader _reader;
    private readonly PipeWriter _writer;
    private readonly long _maxQueuedBytes;
    private long _queuedBytes;
    private long _framesReceived;
    private Task _writing = Task.CompletedTask;

    /// <summary>Makes a connection of two streams.</summary>
    public FrameConnection(Stream input, Stream output, int maxFrameBytes)
    {
        MaxFrameBytes = maxFrameBytes;
        _maxQueuedBytes = 4L * maxFrameBytes;
        _reader = new(input, maxFrameBytes);
        _writer = PipeWriter.Create(output, new(leaveOpen: true));
    }

    /// <summary>Gets the largest frame allowed.</summary>
    public int MaxFrameBytes { get; }

    /// <summary>Gets a token that is cancelled when the connection closes.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Gets how many frames have been received.</summary>
    public long FramesReceived => Volatile.Read(ref _framesReceived);

    /// <summary>Queues a frame; a peer that does not take its frames is disconnected.</summary>
    public void Send(PooledBuffer frame)
    {
        if (Interlocked.Add(ref _queuedBytes, frame.Length) > _maxQueuedBytes) Close();
        if (_closed.IsCancellationRequested || !_outgoing.Writer.TryWrite(frame)) frame.Dispose();
    }

    /// <summary>Sends and receives until either side closes; received frames go to the handler.</summary>
    public async Task RunAsync(Action<ReadOnlyMemory<byte>> onFrame)
    {
        _writing = WriteAsync();
        try
        {
            while (await _reader.ReadAsync(_closed.Token) is { } frame)
            {
                Interlocked.Increment(ref _framesReceived);
                onFrame(frame);
            }
        }
        catch (ProtocolException exception)
        {
            Send(FrameFormat.Write(exception, static (writer, broken) =>
            {
                writer.WriteNumber("error", 0);
                writer.WriteString("code", broken.Code);
                writer.WriteString("message", broken.Message);
            }));
            throw;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // Closed on this side.
        }
        finally
        {
            await FinishAsync();
        }
    }

    /// <summary>Sends what is queued, takes no more, and closes.</summary>
    public async Task FinishAsync()
    {
        _outgoing.Writer.TryComplete();
        await _writing;
        Close();
    }

    /// <summary>Closes at once.</summary>
    public void Close()
    {
        _outgoing.Writer.TryComplete();
        try
        {
            _closed.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Closed and disposed of before.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _closed.Dispose();
        _reader.Dispose();
        while (_outgoing.Reader.TryRead(out var frame)) frame.Dispose();
    }

    private async Task WriteAsync()
    {
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync(_closed.Token))
            {
                while (_writer.UnflushedBytes < FlushBytes && _outgoing.Reader.TryRead(out var frame)) Take(frame);
                await _writer.FlushAsync(_closed.Token);
            }

            await _writer.CompleteAsync();
        }
        catch (Exception)
        {
            // The peer is gone, or this side closed: the reading loop says which.
            Close();
        }
    }

    private void Take(PooledBuffer frame)
    {
        var bytes = frame.Written;
        bytes.CopyTo(_writer.GetSpan(bytes.Length));
        _writer.Advance(bytes.Length);
        Interlocked.Add(ref _queuedBytes, -bytes.Length);
        frame.Dispose();
    }
}
