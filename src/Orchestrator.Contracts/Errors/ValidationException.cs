namespace Orchestrator.Contracts.Errors;

/// <summary>A command is not well formed: a field is missing, too long, of the wrong kind or out of range. Nothing was changed.</summary>
public sealed class ValidationException : OrchestratorException
{
    /// <summary>Says what is wrong with which field.</summary>
    /// <param name="field">The field in camelCase, with dots for nested ones.</param>
    /// <param name="message">What is allowed.</param>
    public ValidationException(string field, string message)
        : base(ErrorCodes.Invalid, $"{field}: {message}") => Data[nameof(Field)] = field;

    /// <summary>The field that is wrong.</summary>
    public string Field => Text(nameof(Field)) ?? string.Empty;

    /// <summary>What is allowed, without the field's name.</summary>
    public string Rule => Message[(Field.Length + 2)..];
}
