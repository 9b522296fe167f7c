namespace Orchestrator.Journal.Checkpoints;

/// <summary>Decrypts what <see cref="SealingStream"/> wrote. Nothing is handed out of a chunk that does not open.</summary>
internal sealed class OpeningStream(Stream source, ChunkCipher cipher) : OneWayStream
{
    private readonly byte[] _chunk = new byte[ChunkCipher.ChunkLength];

    // One byte more than a chunk: whether there is one tells the last chunk.
    private readonly byte[] _sealed = new byte[ChunkCipher.ChunkLength + ChunkCipher.TagLength + 1];
    private int _sealedLength;
    private int _read;
    private int _length;
    private bool _ended;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (_read == _length)
        {
            if (_ended) return 0;
            _sealedLength += await source.ReadAtLeastAsync(
                _sealed.AsMemory(_sealedLength), _sealed.Length - _sealedLength, throwOnEndOfStream: false, cancellationToken);
            Open();
        }

        int taken = Math.Min(buffer.Length, _length - _read);
        _chunk.AsMemory(_read, taken).CopyTo(buffer);
        _read += taken;
        return taken;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            cipher.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Open()
    {
        bool last = _sealedLength < _sealed.Length;
        int length = last ? _sealedLength : _sealedLength - 1;
        cipher.Open(_sealed.AsSpan(0, length), _chunk, last);
        (_read, _length, _ended) = (0, length - ChunkCipher.TagLength, last);
        if (!last) _sealed[0] = _sealed[^1];
        _sealedLength = last ? 0 : 1;
    }
}
