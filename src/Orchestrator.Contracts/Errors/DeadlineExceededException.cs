namespace Orchestrator.Contracts.Errors;

/// <summary>What was asked for did not come in time. It may come still, and is then found where it would have been.</summary>
public sealed class DeadlineExceededException : OrchestratorException
{
    /// <summary>Says what did not come.</summary>
    /// <param name="message">What was waited for and until when.</param>
    public DeadlineExceededException(string message)
        : base(ErrorCodes.DeadlineExceeded, message)
    {
    }
}
