namespace Orleans.Runtime;

/// <summary>Names a kind of grain, that is, a grain class.</summary>
public readonly struct GrainType : IEquatable<GrainType>, IComparable<GrainType>
{
    /// <summary>Makes a grain type of its name.</summary>
    public GrainType(IdSpan id) => Value = id;

    /// <summary>Gets the name.</summary>
    public IdSpan Value { get; }

    /// <summary>Whether this is the absent type.</summary>
    public bool IsDefault => Value.IsDefault;

    /// <summary>Makes a grain type of its name.</summary>
    public static GrainType Create(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return new(IdSpan.Create(value));
    }

    /// <summary>Returns a hash that is the same in every process.</summary>
    public uint GetUniformHashCode() => Value.GetUniformHashCode();

    /// <inheritdoc/>
    public bool Equals(GrainType other) => Value.Equals(other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(GrainType other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();

    /// <summary>Compares two grain types.</summary>
    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    /// <summary>Compares two grain types.</summary>
    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);

    /// <summary>Orders two grain types.</summary>
    public static bool operator <(GrainType left, GrainType right) => left.CompareTo(right) < 0;

    /// <summary>Orders two grain types.</summary>
    public static bool operator >(GrainType left, GrainType right) => left.CompareTo(right) > 0;

    /// <summary>Orders two grain types.</summary>
    public static bool operator <=(GrainType left, GrainType right) => left.CompareTo(right) <= 0;

    /// <summary>Orders two grain types.</summary>
    public static bool operator >=(GrainType left, GrainType right) => left.CompareTo(right) >= 0;
}
