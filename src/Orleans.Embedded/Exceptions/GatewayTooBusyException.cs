namespace Orleans.Runtime;

/// <summary>The gateway refuses requests because it has too many.</summary>
public sealed class GatewayTooBusyException : OrleansException
{
    /// <summary>Makes the exception.</summary>
    public GatewayTooBusyException()
        : base("Gateway too busy")
    {
    }

    /// <summary>Makes the exception.</summary>
    public GatewayTooBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public GatewayTooBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
