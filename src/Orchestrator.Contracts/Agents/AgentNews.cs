namespace Orchestrator.Contracts.Agents;

/// <summary>Which of an agent's events its mailbox and its groups must be told of, until <see cref="AgentSettled"/> says that they know.</summary>
public static class AgentNews
{
    /// <summary>Whether others must be told.</summary>
    /// <param name="change">The event.</param>
    public static bool ConcernsOthers(AgentEvent change) => change switch
    {
        AgentRegistered or AgentWentOffline or AgentDeleted or AgentSessionEnded => true,
        AgentStatusChanged { To: AgentStatus.Offline } => true,
        AgentUpdated { Change: var told } =>
            told.Team is not null || told.Department is not null || told.SessionId is not null
            || told.Capabilities is not null || told.Delivery is not null,
        _ => false,
    };
}
