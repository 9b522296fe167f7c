using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Transactions;

namespace Orchestrator.Contracts.Agents;

/// <summary>
/// A registered agent. Its key is an <see cref="Identifiers.AgentId"/>. All methods but <see cref="Register"/> and <see cref="GetWorkplace"/> throw
/// <see cref="Errors.NotFoundException"/> before it registered and after it was deleted; see
/// <see cref="Sessions.ISessionGrain"/> for the other errors.
/// </summary>
[Alias("agent")]
public interface IAgentGrain : ITransactional
{
    /// <summary>Registers it, or begins its next incarnation.</summary>
    [Alias("register")]
    Task<Committed<AgentView>> Register(RegisterAgent command);

    /// <summary>Reads it, with the newest heartbeat.</summary>
    [Alias("get")]
    Task<AgentView> Get();

    /// <summary>Reads in what it works; null when it is not registered.</summary>
    [Alias("get-workplace")]
    [AnswersWhileHeld]
    Task<AgentWorkplace?> GetWorkplace();

    /// <summary>Changes what it tells of itself.</summary>
    [Alias("update")]
    Task<Committed<AgentView>> Update(UpdateAgent command);

    /// <summary>Notes that it lives.</summary>
    [Alias("heartbeat")]
    Task<Committed<AgentView>> Heartbeat(Heartbeat command);

    /// <summary>
    /// Notes that it makes no progress with work in hand. Nothing happens when that is noted already, when another
    /// incarnation registered since, or when it is offline. For the host, which knows it from the tables.
    /// </summary>
    [Alias("mark-stalled")]
    Task MarkStalled(AgentStall stall);

    /// <summary>Notes that it is not stalled any more; nothing happens when it was not.</summary>
    /// <param name="epoch">The incarnation that was looked at; nothing happens when another registered since.</param>
    [Alias("mark-resumed")]
    Task MarkResumed(long epoch);

    /// <summary>Notes that it takes tasks from a board: its heartbeats renew its leases there, its death ends them.</summary>
    /// <param name="board">The board.</param>
    /// <param name="epoch">The incarnation that takes tasks; one that is over is refused (<c>stale-incarnation</c>).</param>
    /// <returns>False when it is not registered: then it has no heartbeats and no death, only its leases.</returns>
    [Alias("use-board")]
    Task<bool> UseBoard(TaskBoardId board, long? epoch);

    /// <summary>Notes that it holds files of a project: its heartbeats renew its leases there, its death ends them.</summary>
    /// <param name="project">The project.</param>
    /// <param name="epoch">The incarnation that reserves files; one that is over is refused (<c>stale-incarnation</c>).</param>
    /// <returns>False when it is not registered: then it has no heartbeats and no death, only its leases.</returns>
    [Alias("use-project")]
    Task<bool> UseProject(ProjectPath project, long? epoch);

    /// <summary>
    /// Tells its mailbox and its groups what they do not know yet of it. Called for agents of which a crash left that
    /// undone; harmless at any time.
    /// </summary>
    [Alias("settle")]
    Task Settle();

    /// <summary>
    /// Says that a session was ended from outside. Where the agent works in it, what it holds is given back: claims, file leases
    /// and leased messages. The agent itself may live on.
    /// </summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="reason">Why, as those who see what was given back read it.</param>
    [Alias("end-session")]
    Task EndSession(SessionId sessionId, string reason);

    /// <summary>Deletes it from all tables.</summary>
    [Alias("delete")]
    Task<Committed<AgentView>> Delete();
}
