namespace Orleans.Runtime;

/// <summary>The configuration cannot work.</summary>
public sealed class OrleansConfigurationException : Exception
{
    /// <summary>Makes the exception.</summary>
    public OrleansConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public OrleansConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
