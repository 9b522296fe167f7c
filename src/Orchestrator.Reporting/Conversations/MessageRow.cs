using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

/// <summary>A row of <c>messages</c> as the view of it.</summary>
internal static class MessageRow
{
    public const string Columns =
        "id, conversation_id, sequence, session_id, sender, receiver, type, priority, tags, content_json, context, "
        + "thread_id, parent_message_id, response_to, created_at, edit_count, edited_at, max_retries, expires_at, "
        + "correlation_id, requires_response, response_deadline, delivery_method, coordinates, ask";

    public static MessageView Read(SqliteStatement row) => new()
    {
        Id = MessageId.Parse(row.Text(0)),
        ConversationId = ConversationId.Parse(row.Text(1)),
        Sequence = row.Int64(2),
        SessionId = row.OptionalText(3) is { } session ? SessionId.Parse(session) : null,
        From = AgentId.Parse(row.Text(4)),
        To = row.OptionalRecipients(5),
        Type = row.Word<MessageType>(6),
        Priority = (Priority)row.Int64(7),
        Tags = row.Texts(8),
        Content = row.Json(9),
        Context = row.OptionalJson(10),
        ThreadId = row.OptionalText(11),
        ParentMessageId = row.OptionalText(12) is { } parent ? MessageId.Parse(parent) : null,
        ResponseTo = row.OptionalText(13) is { } answered ? MessageId.Parse(answered) : null,
        CreatedAt = row.Time(14),
        EditCount = (int)row.Int64(15),
        EditedAt = row.OptionalTime(16),
        MaxRetries = (int)row.Int64(17),
        ExpiresAt = row.OptionalTime(18),
        CorrelationId = row.OptionalText(19),
        RequiresResponse = row.Int64(20) != 0,
        ResponseDeadline = row.OptionalTime(21),
        Ask = row.Int64(24) != 0,
        DeliveryMethod = row.IsNull(22) ? null : row.Word<DeliveryMethod>(22),
        Coordinates = row.OptionalText(23) is { } point ? JsonSerializer.Deserialize<ScreenPoint>(point, OrchestratorJson.Journal) : null,
    };
}
