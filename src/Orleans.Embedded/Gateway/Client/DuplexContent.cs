using System.Net;

namespace Orleans.Gateway;

/// <summary>A request body that is written to as long as the connection lasts.</summary>
internal sealed class DuplexContent(ReadOnlyMemory<byte> first) : HttpContent
{
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the stream to write to.</summary>
    public Task<Stream> Stream => _stream.Task;

    /// <summary>Ends the body.</summary>
    public void Finish() => _finished.TrySetResult();

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        // Without a first byte the headers would not go out.
        await stream.WriteAsync(first);
        await stream.FlushAsync();
        _stream.TrySetResult(stream);
        await _finished.Task;
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Finish();
        base.Dispose(disposing);
    }
}
