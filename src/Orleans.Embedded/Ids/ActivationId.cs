namespace Orleans.Runtime;

/// <summary>Names one activation of a grain.</summary>
public readonly struct ActivationId : IEquatable<ActivationId>
{
    /// <summary>Makes an activation id.</summary>
    public ActivationId(Guid key) => Key = key;

    /// <summary>Gets the unique number.</summary>
    public Guid Key { get; }

    /// <summary>Whether this is the absent id.</summary>
    public bool IsDefault => Key == Guid.Empty;

    /// <summary>Makes a new id.</summary>
    public static ActivationId NewId() => new(Guid.NewGuid());

    /// <inheritdoc/>
    public bool Equals(ActivationId other) => Key.Equals(other.Key);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ActivationId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"@{Key:N}";

    /// <summary>Compares two ids.</summary>
    public static bool operator ==(ActivationId left, ActivationId right) => left.Equals(right);

    /// <summary>Compares two ids.</summary>
    public static bool operator !=(ActivationId left, ActivationId right) => !left.Equals(right);
}
