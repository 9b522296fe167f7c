namespace Orchestrator.Contracts.Errors;

/// <summary>The command does not fit the present state, which the message names. Nothing was changed.</summary>
public sealed class ConflictException : OrchestratorException
{
    /// <summary>Says why the command does not fit, naming the current state.</summary>
    /// <param name="message">What stands in the way.</param>
    /// <param name="code">A more exact code than <c>conflict</c>.</param>
    public ConflictException(string message, string code = ErrorCodes.Conflict)
        : base(code, message)
    {
    }
}
