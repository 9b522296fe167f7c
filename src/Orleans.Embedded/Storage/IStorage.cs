namespace Orleans.Core;

/// <summary>Reads and writes one state of a grain.</summary>
public interface IStorage
{
    /// <summary>Gets the version that was read or written last; guards against writing over another's.</summary>
    string? Etag { get; }

    /// <summary>Gets whether the storage has a record.</summary>
    bool RecordExists { get; }

    /// <summary>Clears the stored state.</summary>
    Task ClearStateAsync();

    /// <summary>Writes the state.</summary>
    Task WriteStateAsync();

    /// <summary>Reads the state.</summary>
    Task ReadStateAsync();

    /// <summary>Clears the stored state.</summary>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    /// <summary>Writes the state.</summary>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <summary>Reads the state.</summary>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}

/// <summary>Reads and writes one state of a grain.</summary>
/// <typeparam name="TState">The type of the state.</typeparam>
public interface IStorage<TState> : IStorage
{
    /// <summary>Gets or sets the state.</summary>
    TState State { get; set; }
}
