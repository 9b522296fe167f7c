using System.IO.Compression;
using Orchestrator.Contracts.Checkpoints;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>Reads a snapshot out of a blob: decryption, decompression, and whether it is the right one.</summary>
internal static class SnapshotReader
{
    /// <param name="stored">The blob at its beginning; disposed with the answer, or when there is none.</param>
    /// <param name="blob">What the blob should be.</param>
    /// <param name="keys">The host's keys.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Contracts.Errors.ConflictException">It is another blob, or its key is not here.</exception>
    /// <exception cref="Contracts.Errors.UnavailableException">It can't be read now.</exception>
    public static async ValueTask<Stream> OpenAsync(
        Stream stored, CheckpointBlob blob, CheckpointKeys keys, CancellationToken cancellationToken)
    {
        try
        {
            (byte[] header, CheckpointKey? key) = await BlobHeader.ReadAsync(stored, blob, keys, cancellationToken);
            Stream compressed = key is null ? stored : new OpeningStream(stored, new ChunkCipher(key, header));
            return new VerifyingStream(new BrotliStream(compressed, CompressionMode.Decompress), blob);
        }
        catch (Exception error)
        {
            await stored.DisposeAsync();
            if (error is IOException) throw CorruptCheckpoint.Unreadable(error);
            throw;
        }
    }
}
