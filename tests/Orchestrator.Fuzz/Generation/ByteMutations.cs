using FsCheck;
using FsCheck.Fluent;

namespace Orchestrator.Fuzz.Generation;

/// <summary>Changes bytes: some flipped, put in, taken out, doubled, cut off.</summary>
internal static class ByteMutations
{
    private static readonly byte[][] Pieces =
    [
        [0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80], "\""u8.ToArray(), "\\"u8.ToArray(), "\\ud800"u8.ToArray(), "\\u0000"u8.ToArray(), "{"u8.ToArray(),
        "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), ","u8.ToArray(), ":"u8.ToArray(), "\r\n"u8.ToArray(), "\n"u8.ToArray(), " "u8.ToArray(), "-"u8.ToArray(), "9"u8.ToArray(), "1e999"u8.ToArray(),
        "null"u8.ToArray(), "\"id\":\"x\","u8.ToArray(), "/*x*/"u8.ToArray(), "//"u8.ToArray(), "\u2028"u8.ToArray(),
    ];

    /// <summary>The bytes with one to four changes.</summary>
    public static Gen<byte[]> Of(byte[] bytes) =>
        from changes in Gen.Choose(1, 4)
        from result in Enumerable.Range(0, changes).Aggregate(Gen.Constant(bytes), (before, _) => before.SelectMany(Once))
        select result;

    private static Gen<byte[]> Once(byte[] bytes) =>
        from way in Gen.Choose(0, 6)
        from at in Gen.Choose(0, bytes.Length)
        from length in Gen.Choose(1, 12)
        from piece in Gen.Elements(Pieces)
        from bit in Gen.Choose(0, 7)
        select Change(bytes, way, at, Math.Min(length, bytes.Length - at), piece, bit);

    private static byte[] Change(byte[] bytes, int way, int at, int length, byte[] piece, int bit)
    {
        switch (way)
        {
            case 0 or 1 when at < bytes.Length:
                byte[] flipped = [.. bytes];
                flipped[at] ^= (byte)(1 << bit);
                return flipped;
            case 2:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 3:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 4:
                return bytes[..at];
            default:
                return [.. bytes[..at], .. piece, .. bytes[at..]];
        }
    }
}
