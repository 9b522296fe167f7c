namespace Orchestrator.Crash.Lab.History;

/// <summary>A message in an agent's hands.</summary>
/// <param name="Agent">Whose.</param>
/// <param name="Message">The message's id.</param>
/// <param name="Conversation">Where it stands.</param>
/// <param name="Sequence">Its place there.</param>
/// <param name="Attempt">Which time it is handed out, as the host says.</param>
/// <param name="To">Whom it is for, as the sender said.</param>
/// <param name="At">When.</param>
internal sealed record Receipt(string Agent, string Message, string Conversation, long Sequence, int Attempt, string To, TimeSpan At)
{
    /// <summary>Whether it is for any one of a group.</summary>
    public bool IsShared => To.StartsWith("any-of:", StringComparison.Ordinal);
}
