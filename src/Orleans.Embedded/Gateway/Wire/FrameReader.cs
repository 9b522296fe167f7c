using System.Buffers;
using System.Buffers.Binary;

namespace Orleans.Gateway;

/// <summary>Reads frames from a stream. Many that arrive together are read at once.</summary>
internal sealed class FrameReader(Stream stream, int maxFrameBytes) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private int _start;
    private int _end;

    /// <summary>Returns the next frame, which is valid until the next call; null at the end of the stream.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(FrameFormat.HeaderSize, cancellationToken)) return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(_start));
        if (length <= 0 || length > maxFrameBytes)
        {
            throw new ProtocolException(
                "frame-too-large", $"A frame of {(uint)length} bytes was announced; 1 to {maxFrameBytes} are allowed.");
        }

        if (!await FillAsync(FrameFormat.HeaderSize + length, cancellationToken))
            throw new ProtocolException("truncated", "The stream ended within a frame.");

        var frame = _bytes.AsMemory(_start + FrameFormat.HeaderSize, length);
        _start += FrameFormat.HeaderSize + length;
        return frame;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
    }

    // The buffer grows as bytes arrive, not as they are announced.
    private async ValueTask<bool> FillAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            MakeRoom();
            var read = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
            if (read == 0)
            {
                return _end == _start
                    ? false
                    : throw new ProtocolException("truncated", "The stream ended within a frame.");
            }

            _end += read;
        }

        return true;
    }

    private void MakeRoom()
    {
        if (_end < _bytes.Length) return;

        var target = _start > _bytes.Length / 2 ? _bytes : ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        _bytes.AsSpan(_start, _end - _start).CopyTo(target);
        if (!ReferenceEquals(target, _bytes)) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = target;
        (_start, _end) = (0, _end - _start);
    }
}
