using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>
/// Gathers what a batch adds to agents' running totals. Every id is counted, so that an agent that registers late finds
/// what it sent before; the agents table gets a copy.
/// </summary>
internal sealed class AgentTotals(WriteConnection connection)
{
    private readonly Dictionary<string, AgentTotalsChange> _changes = new(StringComparer.Ordinal);

    private readonly SqliteStatement _add = connection.Prepare(
        """
        INSERT INTO agent_totals (agent_id, conversations, messages_sent, messages_received, acknowledged, delivery_ms,
                                  responses, response_ms, last_conversation_at, last_progress, failed, dead_lettered,
                                  expired, retried)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        ON CONFLICT (agent_id) DO UPDATE
        SET conversations = conversations + excluded.conversations,
            messages_sent = messages_sent + excluded.messages_sent,
            messages_received = messages_received + excluded.messages_received,
            acknowledged = acknowledged + excluded.acknowledged,
            failed = failed + excluded.failed,
            dead_lettered = dead_lettered + excluded.dead_lettered,
            expired = expired + excluded.expired,
            retried = retried + excluded.retried,
            delivery_ms = delivery_ms + excluded.delivery_ms,
            responses = responses + excluded.responses,
            response_ms = response_ms + excluded.response_ms,
            last_conversation_at = coalesce(max(last_conversation_at, excluded.last_conversation_at),
                                            last_conversation_at, excluded.last_conversation_at),
            last_progress = coalesce(max(last_progress, excluded.last_progress), last_progress, excluded.last_progress)
        """);

    private readonly SqliteStatement _show = connection.Prepare(
        """
        UPDATE agents
        SET (total_conversations, total_messages_sent, total_messages_received, average_response_time,
             last_conversation_at, last_progress) =
            (SELECT conversations, messages_sent, messages_received,
                    CASE WHEN responses > 0 THEN 1.0 * response_ms / responses END, last_conversation_at, last_progress
             FROM agent_totals WHERE agent_id = ?1)
        WHERE id = ?1
        """);

    /// <summary>What is to be added for an agent; also when that is nothing, its row in the agents table is renewed.</summary>
    public AgentTotalsChange Of(string agentId)
    {
        if (!_changes.TryGetValue(agentId, out AgentTotalsChange? change)) _changes[agentId] = change = new();
        return change;
    }

    public void Flush()
    {
        foreach ((string agentId, AgentTotalsChange change) in _changes)
        {
            _add.Bind(1, agentId)
                .Bind(2, change.Conversations)
                .Bind(3, change.Sent)
                .Bind(4, change.Received)
                .Bind(5, change.Acknowledged)
                .Bind(6, change.DeliveryMs)
                .Bind(7, change.Responses)
                .Bind(8, change.ResponseMs)
                .Bind(9, change.LastConversationAt)
                .Bind(10, change.LastProgress)
                .Bind(11, change.Failed)
                .Bind(12, change.DeadLettered)
                .Bind(13, change.Expired)
                .Bind(14, change.Retried)
                .Execute();
            _show.Bind(1, agentId).Execute();
        }

        _changes.Clear();
    }
}
