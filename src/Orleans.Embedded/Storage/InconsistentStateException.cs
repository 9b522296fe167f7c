using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Another version of the state is stored than the grain knew of.</summary>
public class InconsistentStateException : OrleansException
{
    /// <summary>Makes the exception.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    /// <summary>Makes the exception.</summary>
    public InconsistentStateException(
        string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>Makes the exception.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : this(errorMsg, storedEtag, currentEtag, storageException: null)
    {
    }

    /// <summary>Makes the exception.</summary>
    public InconsistentStateException(string? storedEtag, string? currentEtag, Exception storageException)
        : this(storageException.Message, storedEtag, currentEtag, storageException)
    {
    }

    /// <summary>Gets the version that is stored.</summary>
    public string? StoredEtag { get; }

    /// <summary>Gets the version that the grain knew of.</summary>
    public string? CurrentEtag { get; }
}
