using System.Buffers;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Contracts.Checkpoints;

/// <summary>Says where a snapshot is stored and how to tell that it is the right one. The key itself is never stored.</summary>
[Immutable]
public sealed record CheckpointBlob
{
    /// <summary>How many characters a checksum has.</summary>
    public const int ChecksumLength = 64;

    /// <summary>The most characters of a key's id.</summary>
    public const int MaxKeyIdLength = 32;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>The SHA-256 of the snapshot's JSON as it was given, 64 lower-case hexadecimal digits.</summary>
    public required string Checksum { get; init; }

    /// <summary>How many bytes the snapshot's JSON has.</summary>
    public required long Size { get; init; }

    /// <summary>How many bytes are stored.</summary>
    public required long StoredSize { get; init; }

    /// <summary>Which key it is encrypted with; null when it is not.</summary>
    public string? KeyId { get; init; }

    /// <summary>The name it is stored under: equal contents under one key are stored once.</summary>
    [JsonIgnore]
    public string Name => KeyId is null ? Checksum : $"{Checksum}-{KeyId}";

    /// <summary>Whether the text may be the id of a key.</summary>
    public static bool IsKeyId(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxKeyIdLength && !text.ContainsAnyExcept(KeyCharacters);

    /// <summary>Whether the text is a checksum as <see cref="Checksum"/> has it.</summary>
    public static bool IsChecksum(ReadOnlySpan<char> text) => text.Length == ChecksumLength && !text.ContainsAnyExcept(HexDigits);

    /// <summary>Refuses what no store has made: the name becomes a file's.</summary>
    /// <exception cref="ValidationException">It is not a reference.</exception>
    public void Validate()
    {
        if (!IsChecksum(Checksum)) throw new ValidationException("blob.checksum", $"must be {ChecksumLength} lower-case hexadecimal digits");
        if (KeyId is not null && !IsKeyId(KeyId))
            throw new ValidationException("blob.keyId", $"must be 1 to {MaxKeyIdLength} of A-Z a-z 0-9 _ -");
        if (Size < 1) throw new ValidationException("blob.size", "must be 1 or more");
    }
}
