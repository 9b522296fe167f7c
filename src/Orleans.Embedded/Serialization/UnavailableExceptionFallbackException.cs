namespace Orleans.Serialization;

/// <summary>Stands for an exception of another process whose type is not known, or not allowed, in this one.</summary>
public sealed class UnavailableExceptionFallbackException : Exception
{
    /// <summary>Makes the exception.</summary>
    public UnavailableExceptionFallbackException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public UnavailableExceptionFallbackException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the name of the type.</summary>
    public string? ExceptionType { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"Unknown exception of type {ExceptionType}: {base.ToString()}";
}
