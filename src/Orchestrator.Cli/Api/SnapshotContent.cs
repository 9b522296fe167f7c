using System.Net;
using System.Net.Http.Headers;

namespace Orchestrator.Cli.Api;

/// <summary>A body of JSON with a large value in it, which goes from a stream to the host.</summary>
internal sealed class SnapshotContent : HttpContent
{
    private readonly byte[] _before;
    private readonly Stream _value;
    private readonly byte[] _after;
    private readonly Action<long> _done;

    /// <summary>Puts the parts together; nothing is read yet.</summary>
    /// <param name="before">The JSON before the value.</param>
    /// <param name="value">The value, from its beginning; not disposed with the content.</param>
    /// <param name="after">The JSON behind it.</param>
    /// <param name="done">Told how many bytes of all went out so far.</param>
    public SnapshotContent(byte[] before, Stream value, byte[] after, Action<long> done)
    {
        (_before, _value, _after, _done) = (before, value, after, done);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var counted = new CountingStream(stream, _done);
        await counted.WriteAsync(_before, cancellationToken);
        await _value.CopyToAsync(counted, cancellationToken);
        await counted.WriteAsync(_after, cancellationToken);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _value.CanSeek ? _before.Length + _value.Length + _after.Length : 0;
        return _value.CanSeek;
    }
}
