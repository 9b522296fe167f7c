using System.Text;

namespace Orchestrator.Journal;

/// <summary>
/// JSON as it stands in the journal: UTF-8, neither parsed nor checked. Two are equal when their bytes are. Text is
/// encoded on the way in only where it comes as a string; events are written and read as bytes.
/// </summary>
/// <param name="utf8">The JSON; not to be changed afterwards.</param>
public readonly struct JsonText(ReadOnlyMemory<byte> utf8) : IEquatable<JsonText>
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Utf8 => utf8.Span;

    /// <summary>The bytes, to be kept.</summary>
    internal ReadOnlyMemory<byte> Memory => utf8;

    /// <summary>How many bytes there are.</summary>
    public int Length => utf8.Length;

    /// <summary>The JSON of a string that holds it.</summary>
    public static implicit operator JsonText(string text) => FromString(text);

    /// <summary>The JSON of an array that holds it.</summary>
    public static implicit operator JsonText(byte[] utf8) => new(utf8);

    /// <summary>Whether the bytes are the same.</summary>
    public static bool operator ==(JsonText one, JsonText other) => one.Equals(other);

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(JsonText one, JsonText other) => !one.Equals(other);

    /// <summary>The JSON of a string that holds it.</summary>
    public static JsonText FromString(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc/>
    public bool Equals(JsonText other) => Utf8.SequenceEqual(other.Utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is JsonText other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Utf8);
        return hash.ToHashCode();
    }

    /// <summary>The JSON as a string.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8);
}
