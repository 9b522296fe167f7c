namespace Orchestrator.Contracts.Errors;

/// <summary>What the command changes is not any more as its caller read it (<c>If-Match</c>, RFC 9110 13.1.1). Nothing was changed.</summary>
public sealed class PreconditionFailedException : OrchestratorException
{
    /// <summary>Says what changed meanwhile.</summary>
    /// <param name="message">What is not as it was read.</param>
    public PreconditionFailedException(string message)
        : base(ErrorCodes.PreconditionFailed, message)
    {
    }
}
