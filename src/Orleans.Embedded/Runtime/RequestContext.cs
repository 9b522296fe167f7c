namespace Orleans.Runtime;

/// <summary>Values that travel with every call from caller to callee, and on from there, but not back.</summary>
public static class RequestContext
{
    internal const string ReentrancyKey = "#CCR";

    private static readonly AsyncLocal<Dictionary<string, object>?> Current = new();

    /// <summary>Gets the keys of all values.</summary>
    public static IEnumerable<string> Keys => Current.Value?.Keys ?? Enumerable.Empty<string>();

    /// <summary>Gets all values.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries =>
        Current.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>Gets or sets the id by which grains on this call chain admit calls back into them.</summary>
    public static Guid ReentrancyId
    {
        get => Get(ReentrancyKey) is Guid id ? id : Guid.Empty;
        set
        {
            if (value == Guid.Empty)
                Remove(ReentrancyKey);
            else
                Set(ReentrancyKey, value);
        }
    }

    /// <summary>Gets a value, or null.</summary>
    public static object? Get(string key) => Current.Value?.GetValueOrDefault(key);

    /// <summary>Sets a value for the calls that follow in this asynchronous flow.</summary>
    public static void Set(string key, object value)
    {
        // Copied before written: the dictionary may be travelling with calls already made.
        var values = Current.Value is { } before ? new Dictionary<string, object>(before) : new(1);
        values[key] = value;
        Current.Value = values;
    }

    /// <summary>Removes a value; says whether it was there.</summary>
    public static bool Remove(string key)
    {
        if (Current.Value is not { } before || !before.ContainsKey(key)) return false;

        var values = new Dictionary<string, object>(before);
        values.Remove(key);
        Current.Value = values.Count == 0 ? null : values;
        return true;
    }

    /// <summary>Removes all values.</summary>
    public static void Clear()
    {
        if (Current.Value is not null) Current.Value = null;
    }

    /// <summary>Lets calls that this call chain causes re-enter the calling grain, until disposed.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var before = ReentrancyId;
        return new(before, before == Guid.Empty ? Guid.NewGuid() : before);
    }

    /// <summary>Takes the permission of <see cref="AllowCallChainReentrancy"/> back, until disposed.</summary>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    /// <summary>What travels with a call made now.</summary>
    internal static Dictionary<string, object>? Export() => Current.Value;

    /// <summary>Makes the values of a received call current.</summary>
    internal static void Import(Dictionary<string, object>? values)
    {
        if (!ReferenceEquals(Current.Value, values)) Current.Value = values;
    }

    /// <summary>A stretch of code with another reentrancy.</summary>
    public readonly struct ReentrancySection : IDisposable, IEquatable<ReentrancySection>
    {
        private readonly Guid _before;
        private readonly Guid _inside;

        /// <summary>Enters the section.</summary>
        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _before = originalReentrancyId;
            _inside = newReentrancyId;
            if (_inside != _before) ReentrancyId = _inside;
            if (_inside != Guid.Empty) (RuntimeContext.Current as Activation)?.EnterReentrantSection(_inside);
        }

        /// <summary>Leaves the section.</summary>
        public void Dispose()
        {
            if (_inside != Guid.Empty) (RuntimeContext.Current as Activation)?.LeaveReentrantSection(_inside);
            if (_inside != _before) ReentrancyId = _before;
        }

        /// <inheritdoc/>
        public bool Equals(ReentrancySection other) => _before == other._before && _inside == other._inside;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is ReentrancySection other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(_before, _inside);

        /// <summary>Compares two sections.</summary>
        public static bool operator ==(ReentrancySection left, ReentrancySection right) => left.Equals(right);

        /// <summary>Compares two sections.</summary>
        public static bool operator !=(ReentrancySection left, ReentrancySection right) => !left.Equals(right);
    }
}
