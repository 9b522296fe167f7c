using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>Asks for agents. For the errors see <see cref="Sessions.SessionQueries"/>.</summary>
public sealed class AgentQueries
{
    private readonly ReportingReader _reader;
    private readonly LivenessClock _clock;

    internal AgentQueries(ReportingReader reader, LivenessClock clock) => (_reader, _clock) = (reader, clock);

    /// <summary>
    /// Lists agents; by <c>createdAt</c> (the default, newest first), <c>lastHeartbeat</c>, <c>lastProgress</c>,
    /// <c>name</c>, <c>status</c> or <c>type</c>.
    /// </summary>
    public Task<Page<AgentView>> ListAsync(AgentFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(ListAgents.Query(filter, page, _clock.Now()), cancellationToken);

    /// <summary>How many are registered.</summary>
    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        _reader.RunAsync(new CountRows("SELECT count(*) FROM agents"), cancellationToken);

    /// <summary>Reads one, or null when it is not registered.</summary>
    public Task<AgentView?> GetAsync(AgentId id, CancellationToken cancellationToken) =>
        _reader.RunAsync(new GetAgent(id, _clock.Now()), cancellationToken);

    /// <summary>
    /// An agent as its grain shows it, with what only the tables know: its progress, what it holds, and its liveness by them.
    /// </summary>
    public Task<AgentView> CompleteAsync(AgentView agent, CancellationToken cancellationToken) =>
        _reader.RunAsync(new GetAgentWork(agent, _clock.Now()), cancellationToken);

    /// <summary>Active and busy agents that were heard of in the last 5 minutes (S0 <c>getActiveAgents</c>).</summary>
    public Task<IReadOnlyList<AgentView>> ListActiveAsync(CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListActiveAgents(_clock.Now()), cancellationToken);

    /// <summary>
    /// An agent's messages in numbers; null for an id that neither registered nor ever sent or was sent something.
    /// </summary>
    public Task<AgentStatistics?> GetStatisticsAsync(AgentId id, CancellationToken cancellationToken) =>
        _reader.RunAsync(new GetAgentStatistics(id), cancellationToken);

    /// <summary>
    /// An agent's messages with each other agent in numbers; by <c>messages</c> (the default, most first), <c>peerId</c>,
    /// <c>sent</c>, <c>received</c>, <c>pending</c>, <c>failed</c> or <c>lastMessageAt</c>. Empty for an unknown id.
    /// </summary>
    public Task<Page<AgentPeerStatistics>> ListPeersAsync(AgentId id, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListAgentPeers(id, page), cancellationToken);

    /// <summary>What an agent did and what happened to it, newest first.</summary>
    /// <param name="id">The agent, registered or not.</param>
    /// <param name="limit">How many at most, 1 to 500; S4 keeps 100.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<AgentActivity>> GetActivityAsync(AgentId id, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListAgentActivity(id, Limit.Check(limit, 500)), cancellationToken);
}
