using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

/// <summary>S0 <c>getConversation</c>, with an index range for each direction.</summary>
internal sealed class ListMessagesBetween(AgentId one, AgentId other, int limit) : IQuery<IReadOnlyList<MessageView>>
{
    private const string Sql =
        $"""
        SELECT {MessageRow.Columns} FROM messages
        WHERE number IN (
            SELECT number FROM (
                SELECT number FROM messages WHERE sender = ?1 AND receiver = ?2 ORDER BY number DESC LIMIT ?3)
            UNION
            SELECT number FROM (
                SELECT number FROM messages WHERE sender = ?2 AND receiver = ?1 ORDER BY number DESC LIMIT ?3))
        ORDER BY number DESC
        LIMIT ?3
        """;

    public IReadOnlyList<MessageView> Run(ReadConnection connection) => connection
        .Prepare(Sql)
        .Bind(1, one.Value)
        .Bind(2, other.Value)
        .Bind(3, (long)limit)
        .List(MessageRow.Read);
}
