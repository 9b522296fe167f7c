using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

internal sealed class GetAgentStatistics(AgentId id) : IQuery<AgentStatistics?>
{
    private const string Sql =
        """
        SELECT coalesce(t.conversations, 0), coalesce(t.messages_sent, 0), coalesce(t.messages_received, 0),
               coalesce(t.acknowledged, 0), coalesce(t.failed, 0), coalesce(t.dead_lettered, 0), coalesce(t.expired, 0),
               coalesce(t.retried, 0), 1.0 * t.response_ms / nullif(t.responses, 0),
               1.0 * t.delivery_ms / nullif(t.acknowledged, 0), t.last_conversation_at
        FROM (SELECT ?1 AS id) wanted
        LEFT JOIN agent_totals t ON t.agent_id = wanted.id
        WHERE t.agent_id IS NOT NULL OR EXISTS (SELECT 1 FROM agents WHERE id = ?1)
        """;

    public AgentStatistics? Run(ReadConnection connection) => connection.OnOneState(() =>
    {
        if (connection.Prepare(Sql).Bind(1, id.Value).First(Read) is not { } statistics) return null;
        DeliveryTimes times = new();
        times.Add(connection, id.Value);
        return statistics with { MedianDeliveryTimeMs = times.Percentile(50), P95DeliveryTimeMs = times.Percentile(95) };
    });

    private AgentStatistics Read(SqliteStatement row)
    {
        (long received, long acknowledged, long failed, long dead, long expired) =
            (row.Int64(2), row.Int64(3), row.Int64(4), row.Int64(5), row.Int64(6));
        return new AgentStatistics
        {
            AgentId = id,
            TotalConversations = row.Int64(0),
            TotalMessagesSent = row.Int64(1),
            TotalMessagesReceived = received,
            PendingMessages = received - acknowledged - failed - dead - expired,
            AcknowledgedMessages = acknowledged,
            FailedMessages = failed,
            DeadLetteredMessages = dead,
            ExpiredMessages = expired,
            RetriedMessages = row.Int64(7),
            AverageResponseTimeMs = row.OptionalDouble(8),
            AverageDeliveryTimeMs = row.OptionalDouble(9),
            LastConversationAt = row.OptionalTime(10),
        };
    }
}
