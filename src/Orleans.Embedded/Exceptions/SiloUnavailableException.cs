namespace Orleans.Runtime;

/// <summary>The silo of the grain called, or of the caller, is gone or cannot be reached.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>Makes the exception.</summary>
    public SiloUnavailableException()
        : base("Silo unavailable")
    {
    }

    /// <summary>Makes the exception.</summary>
    public SiloUnavailableException(string msg)
        : base(msg)
    {
    }

    /// <summary>Makes the exception.</summary>
    public SiloUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
