using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

/// <summary>Asks for conversations. For the errors see <see cref="Sessions.SessionQueries"/>.</summary>
public sealed class ConversationQueries
{
    private readonly ReportingReader _reader;

    internal ConversationQueries(ReportingReader reader) => _reader = reader;

    /// <summary>
    /// Lists conversations, without their participants; by <c>createdAt</c> (the default, newest first),
    /// <c>updatedAt</c>, <c>messageCount</c>, <c>title</c> or <c>status</c>.
    /// </summary>
    public Task<Page<ConversationView>> ListAsync(
        ConversationFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(ListConversations.Query(filter, page), cancellationToken);

    /// <summary>Reads one with its participants, or null when there is none.</summary>
    public Task<ConversationView?> GetAsync(ConversationId id, CancellationToken cancellationToken) =>
        _reader.RunAsync(new GetConversation(id), cancellationToken);
}
