using System.Security.Cryptography;
using Orchestrator.Contracts.Checkpoints;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>Reads a snapshot and sees at its end whether it is the one that was stored.</summary>
internal sealed class VerifyingStream(Stream source, CheckpointBlob blob) : OneWayStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;
    private bool _ended;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _ended) return 0;
        int read;
        try
        {
            read = await source.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
        {
            // The decompressor's words for what is not its own.
            throw CorruptCheckpoint.Altered();
        }
        catch (IOException error)
        {
            throw CorruptCheckpoint.Unreadable(error);
        }

        _length += read;
        if (_length > blob.Size) throw CorruptCheckpoint.Altered();
        _hash.AppendData(buffer.Span[..read]);
        if (read == 0) Check();
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Check()
    {
        if (_length < blob.Size) throw CorruptCheckpoint.Truncated();
        if (Convert.ToHexStringLower(_hash.GetHashAndReset()) != blob.Checksum) throw CorruptCheckpoint.Altered();
        _ended = true;
    }
}
