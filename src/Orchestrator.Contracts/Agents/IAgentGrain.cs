using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Agents;

/// <summary>
/// A registered agent. Its key is an <see cref="Identifiers.AgentId"/>. All methods but <see cref="Register"/> throw
/// <see cref="Errors.NotFoundException"/> before it registered and after it was deleted; see
/// <see cref="Sessions.ISessionGrain"/> for the other errors.
/// </summary>
[Alias("agent")]
public interface IAgentGrain : IGrainWithStringKey
{
    /// <summary>Registers it, or begins its next incarnation.</summary>
    [Alias("register")]
    Task<Committed<AgentView>> Register(RegisterAgent command);

    /// <summary>Reads it, with the newest heartbeat.</summary>
    [Alias("get")]
    Task<AgentView> Get();

    /// <summary>Changes what it tells of itself.</summary>
    [Alias("update")]
    Task<Committed<AgentView>> Update(UpdateAgent command);

    /// <summary>Notes that it lives.</summary>
    [Alias("heartbeat")]
    Task<Committed<AgentView>> Heartbeat(Heartbeat command);

    /// <summary>
    /// Tells its mailbox and its groups what they do not know yet of it. Called for agents of which a crash left that
    /// undone; harmless at any time.
    /// </summary>
    [Alias("settle")]
    Task Settle();

    /// <summary>Deletes it from all tables.</summary>
    [Alias("delete")]
    Task<Committed<AgentView>> Delete();
}
