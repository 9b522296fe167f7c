using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Mailboxes;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

/// <summary>Asks for messages. For the errors see <see cref="Sessions.SessionQueries"/>.</summary>
public sealed class MessageQueries
{
    private readonly ReportingReader _reader;

    internal MessageQueries(ReportingReader reader) => _reader = reader;

    /// <summary>Reads one, or null when there is none.</summary>
    public Task<MessageView?> GetAsync(MessageId id, CancellationToken cancellationToken) =>
        _reader.RunAsync(new GetMessage(id), cancellationToken);

    /// <summary>How many were ever sent: none is ever deleted, so the last one's number says it.</summary>
    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        _reader.RunAsync(new CountRows("SELECT coalesce(max(number), 0) FROM messages"), cancellationToken);

    /// <summary>Lists messages by <c>createdAt</c>, newest first by default: the order of the journal.</summary>
    public Task<Page<MessageView>> ListAsync(MessageFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(ListMessages.Query(filter, page), cancellationToken);

    /// <summary>What two agents wrote to each other by name, newest first (S0 <c>getConversation</c>).</summary>
    /// <param name="one">One of the two.</param>
    /// <param name="other">The other.</param>
    /// <param name="limit">How many at most, 1 to 500.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<MessageView>> BetweenAsync(
        AgentId one, AgentId other, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListMessagesBetween(one, other, Limit.Check(limit, 500)), cancellationToken);

    /// <summary>A conversation's messages by <c>sequence</c>, oldest first by default.</summary>
    public Task<Page<MessageView>> TranscriptAsync(
        ConversationId conversationId, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(ListTranscript.Query(conversationId, page), cancellationToken);

    /// <summary>Where a message stands with each of its recipients, in the order of their ids.</summary>
    public Task<IReadOnlyList<MessageDelivery>> GetDeliveriesAsync(MessageId id, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListDeliveries(id), cancellationToken);
}
