using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

internal sealed class GetAgentStatistics(AgentId id) : IQuery<AgentStatistics?>
{
    public AgentStatistics? Run(ReadConnection connection) => connection
        .Prepare(
            """
            SELECT coalesce(t.conversations, 0), coalesce(t.messages_sent, 0), coalesce(t.messages_received, 0),
                   coalesce(t.acknowledged, 0), t.delivery_ms, t.last_conversation_at
            FROM (SELECT ?1 AS id) wanted
            LEFT JOIN agent_totals t ON t.agent_id = wanted.id
            WHERE t.agent_id IS NOT NULL OR EXISTS (SELECT 1 FROM agents WHERE id = ?1)
            """)
        .Bind(1, id.Value)
        .First(Read);

    private AgentStatistics Read(SqliteStatement row)
    {
        long received = row.Int64(2);
        long acknowledged = row.Int64(3);
        return new AgentStatistics
        {
            AgentId = id,
            TotalConversations = row.Int64(0),
            TotalMessagesSent = row.Int64(1),
            TotalMessagesReceived = received,
            PendingMessages = received - acknowledged,
            AcknowledgedMessages = acknowledged,
            AverageDeliveryTimeMs = acknowledged == 0 ? null : row.Double(4) / acknowledged,
            LastConversationAt = row.OptionalTime(5),
        };
    }
}
