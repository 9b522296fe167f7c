namespace Orleans;

/// <summary>Says why a grain is deactivated.</summary>
public readonly struct DeactivationReason
{
    /// <summary>Makes a reason.</summary>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, exception: null, text)
    {
    }

    /// <summary>Makes a reason that an exception caused.</summary>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Exception = exception;
        Description = text;
    }

    /// <summary>Gets the description.</summary>
    public string Description { get; }

    /// <summary>Gets the kind of reason.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>Gets the exception that caused the deactivation, if one did.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description}. Exception: {Exception}";
}
