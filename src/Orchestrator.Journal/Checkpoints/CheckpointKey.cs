using System.Security.Cryptography;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>A key, of which each blob has its own by HKDF (RFC 5869): so no nonce is ever used twice with one.</summary>
internal sealed class CheckpointKey
{
    public const int Length = 32;
    public const int MarkLength = 8;
    public const int SaltLength = 32;

    private readonly byte[] _secret;
    private readonly byte[] _mark;

    public CheckpointKey(string id, byte[] secret)
    {
        (Id, _secret) = (id, secret);
        _mark = Derive(MarkLength, [], "orchestrator checkpoint key mark"u8);
    }

    public string Id { get; }

    /// <summary>Tells the key from another with its id, and nothing of the key.</summary>
    public ReadOnlySpan<byte> Mark => _mark;

    /// <summary>The cipher of a blob and the first part of its nonces.</summary>
    public (AesGcm Cipher, byte[] NoncePrefix) ForBlob(ReadOnlySpan<byte> salt)
    {
        byte[] derived = Derive(Length + ChunkCipher.PrefixLength, salt, "orchestrator checkpoint blob"u8);
        var cipher = new AesGcm(derived.AsSpan(0, Length), ChunkCipher.TagLength);
        byte[] prefix = derived[Length..];
        CryptographicOperations.ZeroMemory(derived);
        return (cipher, prefix);
    }

    private byte[] Derive(int length, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> purpose)
    {
        byte[] derived = new byte[length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, derived, salt, purpose);
        return derived;
    }
}
