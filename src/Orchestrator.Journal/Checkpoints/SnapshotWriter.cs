using System.IO.Compression;
using System.Security.Cryptography;
using Orchestrator.Contracts.Checkpoints;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>Makes a blob of a snapshot while it comes in: checksum, compression, encryption. Where it goes is the heirs'.</summary>
internal abstract class SnapshotWriter : ISnapshotWriter
{
    private readonly CheckpointKey? _key;
    private readonly SealingStream? _sealing;
    private readonly BrotliStream _compressing;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _size;
    private CheckpointBlob? _blob;

    protected SnapshotWriter(CheckpointKey? key, Stream destination)
    {
        _key = key;
        byte[] header = BlobHeader.Make(key);
        destination.Write(header);
        if (key is not null) _sealing = new SealingStream(destination, new ChunkCipher(key, header));
        _compressing = new BrotliStream((Stream?)_sealing ?? destination, CompressionLevel.Optimal, leaveOpen: true);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        _hash.AppendData(piece.Span);
        _size += piece.Length;
        try
        {
            await _compressing.WriteAsync(piece, cancellationToken);
        }
        catch (Exception error) when (IsFault(error))
        {
            throw Failed(error);
        }
    }

    public async ValueTask<CheckpointBlob> FinishAsync(CancellationToken cancellationToken)
    {
        long stored;
        try
        {
            await _compressing.DisposeAsync();
            if (_sealing is not null) await _sealing.FinishAsync(cancellationToken);
            stored = await FlushAsync(cancellationToken);
        }
        catch (Exception error) when (IsFault(error))
        {
            throw Failed(error);
        }

        return _blob = new CheckpointBlob
        {
            Checksum = Convert.ToHexStringLower(_hash.GetHashAndReset()),
            Size = _size,
            StoredSize = stored,
            KeyId = _key?.Id,
        };
    }

    public async ValueTask<CheckpointBlob> StoreAsync(CancellationToken cancellationToken)
    {
        CheckpointBlob blob = _blob ?? throw new InvalidOperationException("The snapshot is not finished.");
        try
        {
            return await StoreAsync(blob, cancellationToken);
        }
        catch (Exception error) when (IsFault(error))
        {
            throw Failed(error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_blob is null) await _compressing.DisposeAsync();
        }
        catch (Exception error) when (IsFault(error))
        {
            // What could not be written is not wanted any more.
        }

        if (_sealing is not null) await _sealing.DisposeAsync();
        _hash.Dispose();
        await DiscardAsync();
    }

    /// <summary>Brings all of it to the disk.</summary>
    /// <returns>How many bytes there are.</returns>
    protected abstract ValueTask<long> FlushAsync(CancellationToken cancellationToken);

    /// <summary>Gives it its name.</summary>
    protected abstract Task<CheckpointBlob> StoreAsync(CheckpointBlob blob, CancellationToken cancellationToken);

    /// <summary>Deletes what was written, unless it is stored.</summary>
    protected abstract ValueTask DiscardAsync();

    /// <summary>Whether an error says that the destination can't be written now.</summary>
    protected abstract bool IsFault(Exception error);

    /// <summary>The error that callers get for it.</summary>
    protected abstract Exception Failed(Exception error);
}
