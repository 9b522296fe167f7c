namespace Orchestrator.Contracts.Sessions;

/// <summary>Which of a session's events those who work in it must be told of, until <see cref="SessionSettled"/> says that they know.</summary>
public static class SessionNews
{
    /// <summary>Whether others must be told: the session died, and what is held in it is to be given back.</summary>
    /// <param name="change">The event.</param>
    public static bool ConcernsOthers(SessionEvent change) =>
        change is SessionTerminated or SessionDeleted or SessionStatusChanged { To: SessionStatus.Error };
}
