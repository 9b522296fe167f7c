using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>
/// Finds what the sweep must hand over again. What happened later than it is now is found too: the clock stood ahead and was set
/// back since, and waiting until it has caught up may take hours. For the errors see <see cref="Sessions.SessionQueries"/>.
/// </summary>
public sealed class DispatchQueries
{
    private readonly ReportingReader _reader;

    internal DispatchQueries(ReportingReader reader) => _reader = reader;

    /// <summary>Conversations with messages that did not reach a mailbox, in the order of their ids.</summary>
    /// <param name="now">The time.</param>
    /// <param name="grace">Not messages sent within this time of it: those are on their way.</param>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<ConversationId>> ListUndispatchedAsync(
        DateTimeOffset now, TimeSpan grace, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListUndispatched(now, grace, Limit.Check(limit, 10_000)), cancellationToken);

    /// <summary>Agents of whose registration, change or death their mailboxes and groups may not know, in the order of their ids.</summary>
    /// <param name="now">The time.</param>
    /// <param name="grace">Not what happened within this time of it.</param>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<AgentId>> ListUnsettledAsync(
        DateTimeOffset now, TimeSpan grace, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListUnsettledAgents(now, grace, Limit.Check(limit, 10_000)), cancellationToken);

    /// <summary>Sessions that died and in which something may be held still, in the order of their ids.</summary>
    /// <param name="now">The time.</param>
    /// <param name="grace">Not those that died within this time of it.</param>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<SessionId>> ListUnsettledSessionsAsync(
        DateTimeOffset now, TimeSpan grace, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListUnsettledSessions(now, grace, Limit.Check(limit, 10_000)), cancellationToken);

    /// <summary>Agents whose mailboxes hold expired messages or last leases that ran out, whose answers are overdue, or to whom messages are to be brought, in the order of their ids.</summary>
    /// <param name="now">The time until which they ended.</param>
    /// <param name="afterStart">Whether nobody brings messages yet: those that were being brought are to be brought again.</param>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<AgentId>> ListOverdueAsync(
        DateTimeOffset now, bool afterStart, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListOverdue(now, afterStart, Limit.Check(limit, 10_000)), cancellationToken);
}
