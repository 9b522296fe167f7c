using System.IO.Compression;
using System.Security.Cryptography;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>Writes a snapshot into a file of its own: checksum, compression, encryption, all while it comes in.</summary>
internal sealed class FileSnapshotWriter : ISnapshotWriter
{
    private readonly FileCheckpointStore _store;
    private readonly CheckpointKey? _key;
    private readonly FileStream _file;
    private readonly SealingStream? _sealing;
    private readonly BrotliStream _compressing;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _size;
    private CheckpointBlob? _blob;

    public FileSnapshotWriter(FileCheckpointStore store, CheckpointKey? key, FileStream file)
    {
        (_store, _key, _file) = (store, key, file);
        byte[] header = BlobHeader.Make(key);
        _file.Write(header);
        if (key is not null) _sealing = new SealingStream(file, new ChunkCipher(key, header));
        _compressing = new BrotliStream((Stream?)_sealing ?? file, CompressionLevel.Optimal, leaveOpen: true);
    }

    /// <summary>The file, which has another name once it is stored.</summary>
    public string Path => _file.Name;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        _hash.AppendData(piece.Span);
        _size += piece.Length;
        try
        {
            await _compressing.WriteAsync(piece, cancellationToken);
        }
        catch (IOException error)
        {
            throw Failed(error);
        }
    }

    public async ValueTask<CheckpointBlob> FinishAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _compressing.DisposeAsync();
            if (_sealing is not null) await _sealing.FinishAsync(cancellationToken);
            await Task.Run(() => RandomAccess.FlushToDisk(_file.SafeFileHandle), cancellationToken); // it has no buffer of its own
        }
        catch (IOException error)
        {
            throw Failed(error);
        }

        return _blob = new CheckpointBlob
        {
            Checksum = Convert.ToHexStringLower(_hash.GetHashAndReset()),
            Size = _size,
            StoredSize = _file.Length,
            KeyId = _key?.Id,
        };
    }

    public async ValueTask<CheckpointBlob> StoreAsync(CancellationToken cancellationToken)
    {
        CheckpointBlob blob = _blob ?? throw new InvalidOperationException("The snapshot is not finished.");
        try
        {
            return await _store.StoreAsync(this, blob, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
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
        catch (IOException)
        {
            // What could not be written is not wanted any more.
        }

        if (_sealing is not null) await _sealing.DisposeAsync();
        _hash.Dispose();
        await _file.DisposeAsync();
        _store.Discard(this);
    }

    public static UnavailableException Failed(Exception error) =>
        new("the snapshot can't be stored now: the disk is full or can't be written; send it again", error);
}
