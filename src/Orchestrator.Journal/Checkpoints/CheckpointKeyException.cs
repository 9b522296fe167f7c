using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>The configured keys can't be used; the message says which and why, and never shows one.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves the room: the validator of the options answers it.")]
internal sealed class CheckpointKeyException : Exception
{
    public CheckpointKeyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
