using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

internal sealed class GetConversation(ConversationId id) : IQuery<ConversationView?>
{
    public ConversationView? Run(ReadConnection connection) => connection.OnOneState(() =>
        connection.Prepare($"SELECT {ConversationRow.Columns} FROM conversations WHERE id = ?1")
            .Bind(1, id.Value)
            .First(ConversationRow.Read) is { } conversation
            ? conversation with { Participants = Participants(connection) }
            : null);

    private List<ParticipantView> Participants(ReadConnection connection) => connection
        .Prepare(
            """
            SELECT agent_id, role, joined_at, left_at, message_count, last_read_sequence
            FROM conversation_participants
            WHERE conversation_id = ?1
            ORDER BY joined_at, agent_id
            """)
        .Bind(1, id.Value)
        .List(row => new ParticipantView
        {
            AgentId = AgentId.Parse(row.Text(0)),
            Role = row.Text(1),
            JoinedAt = row.Time(2),
            LeftAt = row.OptionalTime(3),
            MessageCount = row.Int64(4),
            LastReadSequence = row.Int64(5),
        });
}
