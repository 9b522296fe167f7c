namespace Orchestrator.Contracts.Errors;

/// <summary>The command could not be carried out now and may be sent again: the journal cannot be written (a full disk), or the host is starting or stopping. What was not acknowledged may or may not have happened.</summary>
public sealed class UnavailableException : OrchestratorException
{
    /// <summary>Says what is not available.</summary>
    /// <param name="message">What could not be reached, and what mends it where that is known.</param>
    /// <param name="innerException">The failure beneath, for the log.</param>
    public UnavailableException(string message, Exception? innerException = null)
        : base(ErrorCodes.Unavailable, message, innerException)
    {
    }
}
