using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>The newest of each kind, and of those the newest.</summary>
internal sealed class ListAgentActivity(AgentId id, int limit) : IQuery<IReadOnlyList<AgentActivity>>
{
    private const string Sql =
        """
        SELECT at, kind, summary, reference FROM (
            SELECT * FROM (
                SELECT created_at AS at, 'message_sent' AS kind,
                       type || ' to ' || coalesce(receiver, 'all of ' || conversation_id) AS summary, id AS reference
                FROM messages
                WHERE number IN (SELECT number FROM messages WHERE sender = ?1 ORDER BY number DESC LIMIT ?2))
            UNION ALL
            SELECT * FROM (
                SELECT d.sent_at, 'message_received', m.type || ' from ' || m.sender, m.id
                FROM message_deliveries d JOIN messages m ON m.number = d.message_number
                WHERE d.recipient = ?1
                ORDER BY d.message_number DESC LIMIT ?2)
            UNION ALL
            SELECT * FROM (
                SELECT d.acknowledged_at, 'message_acknowledged', m.type || ' from ' || m.sender, m.id
                FROM message_deliveries d JOIN messages m ON m.number = d.message_number
                WHERE d.recipient = ?1 AND d.acknowledged_at IS NOT NULL
                ORDER BY d.message_number DESC LIMIT ?2)
            UNION ALL
            SELECT * FROM (
                SELECT p.joined_at, 'conversation_joined', 'as ' || p.role || ' in ' || c.title, c.id
                FROM conversation_participants p JOIN conversations c ON c.id = p.conversation_id
                WHERE p.agent_id = ?1
                ORDER BY p.joined_at DESC LIMIT ?2)
            UNION ALL
            SELECT * FROM (
                SELECT timestamp, 'session_event', event_type || ' in ' || session_id, session_id
                FROM session_events
                WHERE agent_id = ?1
                ORDER BY timestamp DESC LIMIT ?2)
            UNION ALL
            SELECT registered_at, 'registered', 'as ' || type || ', incarnation ' || epoch, id
            FROM agents
            WHERE id = ?1)
        ORDER BY at DESC, kind, reference
        LIMIT ?2
        """;

    public IReadOnlyList<AgentActivity> Run(ReadConnection connection) => connection
        .Prepare(Sql)
        .Bind(1, id.Value)
        .Bind(2, (long)limit)
        .List(row => new AgentActivity(row.Time(0), row.Text(1), row.Text(2), row.Text(3)));
}
