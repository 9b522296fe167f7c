using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>
/// Encrypts a blob in chunks, as the STREAM construction does (Hoang, Reyhanitabar, Rogaway, Vizár: Online
/// Authenticated-Encryption, 2015): the nonce holds the chunk's number and whether it is the last, so chunks that are
/// altered, moved, left out or cut off don't open.
/// </summary>
internal sealed class ChunkCipher : IDisposable
{
    public const int ChunkLength = 64 * 1024;
    public const int TagLength = 16;
    public const int PrefixLength = 7;

    private const int NonceLength = 12;

    private readonly AesGcm _cipher;
    private readonly byte[] _header;
    private readonly byte[] _nonce = new byte[NonceLength];
    private uint _number;

    public ChunkCipher(CheckpointKey key, byte[] header)
    {
        _header = header;
        (_cipher, byte[] prefix) = key.ForBlob(BlobHeader.Salt(header));
        prefix.CopyTo(_nonce, 0);
    }

    /// <summary>Encrypts the next chunk: as many bytes as it has, and the tag.</summary>
    public void Seal(ReadOnlySpan<byte> chunk, Span<byte> sealedChunk, bool last)
    {
        _cipher.Encrypt(Nonce(last), chunk, sealedChunk[..chunk.Length], sealedChunk.Slice(chunk.Length, TagLength), _header);
        _number = checked(_number + 1);
    }

    /// <summary>Decrypts the next chunk.</summary>
    /// <exception cref="Contracts.Errors.ConflictException">It does not open.</exception>
    public void Open(ReadOnlySpan<byte> sealedChunk, Span<byte> chunk, bool last)
    {
        if (sealedChunk.Length < TagLength) throw CorruptCheckpoint.Truncated();
        if (!TryOpen(sealedChunk, chunk, last))
        {
            // A chunk that opens as one in the middle stands where the end is: what came behind was cut off.
            throw last && TryOpen(sealedChunk, chunk, last: false) ? CorruptCheckpoint.Truncated() : CorruptCheckpoint.Altered();
        }

        _number = checked(_number + 1);
    }

    public void Dispose() => _cipher.Dispose();

    private bool TryOpen(ReadOnlySpan<byte> sealedChunk, Span<byte> chunk, bool last)
    {
        try
        {
            _cipher.Decrypt(Nonce(last), sealedChunk[..^TagLength], sealedChunk[^TagLength..], chunk[..(sealedChunk.Length - TagLength)], _header);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private byte[] Nonce(bool last)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_nonce.AsSpan(PrefixLength), _number);
        _nonce[^1] = last ? (byte)1 : (byte)0;
        return _nonce;
    }
}
