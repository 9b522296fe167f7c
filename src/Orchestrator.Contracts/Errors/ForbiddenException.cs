namespace Orchestrator.Contracts.Errors;

/// <summary>The caller may not do this to this thing.</summary>
public sealed class ForbiddenException : OrchestratorException
{
    /// <summary>Says what is not allowed.</summary>
    /// <param name="message">Who may not do what.</param>
    /// <param name="code">A more exact code than <c>forbidden</c>.</param>
    public ForbiddenException(string message, string code = ErrorCodes.Forbidden)
        : base(code, message)
    {
    }
}
