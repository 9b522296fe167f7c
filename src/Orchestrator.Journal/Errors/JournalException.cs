namespace Orchestrator.Journal;

/// <summary>The root of all errors the journal reports.</summary>
public abstract class JournalException : Exception
{
    private protected JournalException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
