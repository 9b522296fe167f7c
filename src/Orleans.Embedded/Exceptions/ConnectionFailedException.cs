namespace Orleans.Runtime.Messaging;

/// <summary>No connection to a gateway could be made.</summary>
public class ConnectionFailedException : OrleansException
{
    /// <summary>Makes the exception.</summary>
    public ConnectionFailedException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public ConnectionFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public ConnectionFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
