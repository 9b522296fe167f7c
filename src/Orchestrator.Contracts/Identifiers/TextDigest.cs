using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Contracts.Identifiers;

/// <summary>Stands for a text that may be too long for an identifier, or have characters that one can't have.</summary>
internal static class TextDigest
{
    private const int Bytes = 16;

    /// <summary>The first 16 bytes of the SHA-256 of a text's UTF-8, as 32 lower-case hexadecimal digits.</summary>
    public static string Of(string text)
    {
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8)), digest);
        ArrayPool<byte>.Shared.Return(utf8);
        return Convert.ToHexStringLower(digest[..Bytes]);
    }
}
