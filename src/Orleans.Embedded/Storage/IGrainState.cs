namespace Orleans;

/// <summary>A state as storage sees it.</summary>
/// <typeparam name="T">The type of the state.</typeparam>
public interface IGrainState<T>
{
    /// <summary>Gets or sets the state.</summary>
    T? State { get; set; }

    /// <summary>Gets or sets the version.</summary>
    string? ETag { get; set; }

    /// <summary>Gets or sets whether the storage has a record.</summary>
    bool RecordExists { get; set; }
}

/// <summary>A state as storage sees it.</summary>
/// <typeparam name="T">The type of the state.</typeparam>
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>Makes an empty state.</summary>
    public GrainState()
    {
    }

    /// <summary>Makes a state.</summary>
    public GrainState(T? state)
        : this(state, eTag: null)
    {
    }

    /// <summary>Makes a state with a version.</summary>
    public GrainState(T? state, string? eTag)
    {
        State = state;
        ETag = eTag;
    }

    /// <inheritdoc/>
    public T? State { get; set; }

    /// <inheritdoc/>
    public string? ETag { get; set; }

    /// <inheritdoc/>
    public bool RecordExists { get; set; }
}
