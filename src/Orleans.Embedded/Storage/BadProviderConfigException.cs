using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A storage that a grain asks for is not registered.</summary>
public sealed class BadProviderConfigException : OrleansException
{
    /// <summary>Makes the exception.</summary>
    public BadProviderConfigException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public BadProviderConfigException(string msg)
        : base(msg)
    {
    }

    /// <summary>Makes the exception.</summary>
    public BadProviderConfigException(string msg, Exception exc)
        : base(msg, exc)
    {
    }
}
