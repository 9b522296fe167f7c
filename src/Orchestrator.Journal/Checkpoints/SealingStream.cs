namespace Orchestrator.Journal.Checkpoints;

/// <summary>Encrypts what is written to it, chunk by chunk. Without <see cref="FinishAsync"/> what it wrote does not open.</summary>
internal sealed class SealingStream(Stream destination, ChunkCipher cipher) : OneWayStream
{
    private readonly byte[] _chunk = new byte[ChunkCipher.ChunkLength];
    private readonly byte[] _sealed = new byte[ChunkCipher.ChunkLength + ChunkCipher.TagLength];
    private int _length;

    public override bool CanWrite => true;

    // Compression hands down pieces of its own accord, also without waiting.
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_length == _chunk.Length) destination.Write(Seal(last: false).Span);
            buffer = buffer[Take(buffer)..];
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            // A full chunk waits until it is known not to be the last.
            if (_length == _chunk.Length) await destination.WriteAsync(Seal(last: false), cancellationToken);
            buffer = buffer[Take(buffer.Span)..];
        }
    }

    /// <summary>Writes the last chunk.</summary>
    public ValueTask FinishAsync(CancellationToken cancellationToken) => destination.WriteAsync(Seal(last: true), cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing) cipher.Dispose();
        base.Dispose(disposing);
    }

    private int Take(ReadOnlySpan<byte> buffer)
    {
        int taken = Math.Min(buffer.Length, _chunk.Length - _length);
        buffer[..taken].CopyTo(_chunk.AsSpan(_length));
        _length += taken;
        return taken;
    }

    private ReadOnlyMemory<byte> Seal(bool last)
    {
        cipher.Seal(_chunk.AsSpan(0, _length), _sealed, last);
        int length = _length + ChunkCipher.TagLength;
        _length = 0;
        return _sealed.AsMemory(0, length);
    }
}
