using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>Asks for what waits for agents. For the errors see <see cref="Sessions.SessionQueries"/>.</summary>
public sealed class MailboxQueries
{
    private readonly ReportingReader _reader;
    private readonly TimeProvider _timeProvider;

    internal MailboxQueries(ReportingReader reader, TimeProvider timeProvider) =>
        (_reader, _timeProvider) = (reader, timeProvider);

    /// <summary>Counts an agent's mail; all zero for an id that was never sent anything.</summary>
    public Task<MailboxCounts> GetAsync(AgentId agentId, CancellationToken cancellationToken) =>
        _reader.RunAsync(new CountMailbox(agentId, _timeProvider.GetUtcNow()), cancellationToken);

    /// <summary>Lists the messages of an agent's inbox that are not done, oldest first. Nothing is taken out.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="limit">How many at most, 1 to 500.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<OpenDelivery>> ListOpenAsync(AgentId agentId, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListOpenDeliveries(agentId, Limit.Check(limit, 500), _timeProvider.GetUtcNow()), cancellationToken);

    /// <summary>
    /// Lists an agent's messages that failed or were dead-lettered; by <c>endedAt</c> (the default, newest first),
    /// <c>sentAt</c> or <c>attempts</c>.
    /// </summary>
    public Task<Page<MessageDelivery>> ListDeadLettersAsync(AgentId agentId, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(ListDeadLetters.Query(agentId, page), cancellationToken);

    /// <summary>
    /// Counts the mail of all agents that were ever sent something; by <c>open</c> (the default: most first) or
    /// <c>agentId</c>.
    /// </summary>
    public Task<Page<MailboxCounts>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListMailboxes(page, _timeProvider.GetUtcNow()), cancellationToken);
}
