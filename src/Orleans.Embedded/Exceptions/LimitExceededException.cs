namespace Orleans.Runtime;

/// <summary>A request was refused because too many are waiting.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>Makes the exception.</summary>
    public LimitExceededException()
        : base("Limit exceeded")
    {
    }

    /// <summary>Makes the exception.</summary>
    public LimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public LimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    public LimitExceededException(string limitName, int current, int threshold, object extraInfo)
        : base($"Limit exceeded {limitName} Current={current} Threshold={threshold} {extraInfo}")
    {
    }
}
