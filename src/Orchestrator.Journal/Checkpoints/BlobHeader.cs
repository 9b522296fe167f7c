using System.Security.Cryptography;
using System.Text;
using Orchestrator.Contracts.Checkpoints;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>
/// The first bytes of a blob: <c>OCHK</c>, a version, the length of the key's id, the id; and where it is encrypted, the
/// key's mark and a salt. All of it is authenticated with each chunk.
/// </summary>
internal static class BlobHeader
{
    private const byte Version = 1;
    private const int FixedLength = 6;

    private static ReadOnlySpan<byte> Magic => "OCHK"u8;

    /// <summary>The header of a new blob.</summary>
    public static byte[] Make(CheckpointKey? key)
    {
        byte[] id = Encoding.ASCII.GetBytes(key?.Id ?? string.Empty);
        byte[] fixedPart = [.. Magic, Version, (byte)id.Length, .. id];
        return key is null ? fixedPart : [.. fixedPart, .. key.Mark, .. RandomNumberGenerator.GetBytes(CheckpointKey.SaltLength)];
    }

    /// <summary>The salt in a header.</summary>
    public static ReadOnlySpan<byte> Salt(byte[] header) => header.AsSpan(^CheckpointKey.SaltLength..);

    /// <summary>Reads the header of a blob and finds its key.</summary>
    /// <param name="file">The blob, at its beginning.</param>
    /// <param name="blob">What the blob should be.</param>
    /// <param name="keys">The host's keys.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Contracts.Errors.ConflictException">It is another blob, or its key is not here.</exception>
    public static async ValueTask<(byte[] Header, CheckpointKey? Key)> ReadAsync(
        Stream file, CheckpointBlob blob, CheckpointKeys keys, CancellationToken cancellationToken)
    {
        byte[] start = await ReadAsync(file, FixedLength, cancellationToken);
        if (!start.AsSpan(0, Magic.Length).SequenceEqual(Magic)) throw CorruptCheckpoint.Of("it does not begin like one");
        if (start[4] != Version) throw CorruptCheckpoint.Of($"it has the format {start[4]}, which is not known here");
        byte[] id = await ReadAsync(file, start[5], cancellationToken);
        if (Encoding.ASCII.GetString(id) != (blob.KeyId ?? string.Empty)) throw CorruptCheckpoint.Of("it names another key");
        if (blob.KeyId is not { } keyId) return ([.. start, .. id], null);
        CheckpointKey key = keys.Find(keyId) ?? throw CorruptCheckpoint.LacksKey(keyId);
        byte[] rest = await ReadAsync(file, CheckpointKey.MarkLength + CheckpointKey.SaltLength, cancellationToken);
        if (!rest.AsSpan(0, CheckpointKey.MarkLength).SequenceEqual(key.Mark))
            throw CorruptCheckpoint.Of($"it was encrypted with another key than the host's {keyId}, or is altered");
        return ([.. start, .. id, .. rest], key);
    }

    private static async ValueTask<byte[]> ReadAsync(Stream file, int length, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[length];
        return await file.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, cancellationToken) == length
            ? bytes
            : throw CorruptCheckpoint.Truncated();
    }
}
