using System.Text.Json.Serialization;

namespace Orleans.Runtime;

/// <summary>Identifies a grain: its type and its key, written <c>type/key</c>.</summary>
[JsonConverter(typeof(GrainIdJsonConverter))]
public readonly struct GrainId : IEquatable<GrainId>, IComparable<GrainId>, ISpanParsable<GrainId>
{
    /// <summary>Makes a grain id.</summary>
    public GrainId(GrainType type, IdSpan key)
    {
        Type = type;
        Key = key;
    }

    /// <summary>Gets the grain's type.</summary>
    public GrainType Type { get; }

    /// <summary>Gets the grain's key.</summary>
    public IdSpan Key { get; }

    /// <summary>Whether this is the absent id.</summary>
    public bool IsDefault => Type.IsDefault && Key.IsDefault;

    /// <summary>Makes a grain id.</summary>
    public static GrainId Create(string type, string key) => Create(GrainType.Create(type), key);

    /// <summary>Makes a grain id.</summary>
    public static GrainId Create(GrainType type, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return new(type, IdSpan.Create(key));
    }

    /// <summary>Makes a grain id.</summary>
    public static GrainId Create(GrainType type, IdSpan key) => new(type, key);

    /// <summary>Reads a grain id from its text.</summary>
    public static GrainId Parse(string value) => Parse(value.AsSpan(), provider: null);

    /// <inheritdoc/>
    public static GrainId Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static GrainId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var result)
            ? result
            : throw new ArgumentException($"Unable to parse \"{s}\" as a grain id; expected 'type/key'", nameof(s));

    /// <summary>Reads a grain id from its text.</summary>
    public static bool TryParse(string? value, out GrainId result) => TryParse(value.AsSpan(), provider: null, out result);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out GrainId result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out GrainId result)
    {
        var slash = s.IndexOf('/');
        result = slash < 0
            ? default
            : new GrainId(new(IdSpan.Create(s[..slash].ToString())), IdSpan.Create(s[(slash + 1)..].ToString()));
        return slash >= 0;
    }

    /// <summary>Returns a hash that is the same in every process.</summary>
    public uint GetUniformHashCode() => unchecked((Type.GetUniformHashCode() * 31) + Key.GetUniformHashCode());

    /// <inheritdoc/>
    public bool Equals(GrainId other) => Key.Equals(other.Key) && Type.Equals(other.Type);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Key);

    /// <inheritdoc/>
    public int CompareTo(GrainId other)
    {
        var byType = Type.CompareTo(other.Type);
        return byType != 0 ? byType : Key.CompareTo(other.Key);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Type}/{Key}";

    /// <summary>Compares two grain ids.</summary>
    public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

    /// <summary>Compares two grain ids.</summary>
    public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);

    /// <summary>Orders two grain ids.</summary>
    public static bool operator <(GrainId left, GrainId right) => left.CompareTo(right) < 0;

    /// <summary>Orders two grain ids.</summary>
    public static bool operator >(GrainId left, GrainId right) => left.CompareTo(right) > 0;

    /// <summary>Orders two grain ids.</summary>
    public static bool operator <=(GrainId left, GrainId right) => left.CompareTo(right) <= 0;

    /// <summary>Orders two grain ids.</summary>
    public static bool operator >=(GrainId left, GrainId right) => left.CompareTo(right) >= 0;
}
