using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Mailboxes;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

/// <summary>Keeps <c>conversations</c>, and says what its events mean for participants, messages and deliveries.</summary>
internal sealed class ConversationProjection(
    WriteConnection connection, MessageWrites messages, DeliveryWrites deliveries, ConversationCounts counts,
    AgentTotals totals) : IProjection<ConversationEvent>
{
    private readonly Participants _participants = new(connection);

    private readonly SqliteStatement _insert = connection.Prepare(
        """
        INSERT INTO conversations (id, title, description, status, direct, session_id, task_id, created_by_agent_id,
                                   metadata, created_at, updated_at, agent_group)
        VALUES (?1, ?2, ?3, 'active', ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10)
        """);

    private readonly SqliteStatement _changeStatus = connection.Prepare(
        "UPDATE conversations SET status = ?2, completed_at = coalesce(?3, completed_at) WHERE id = ?1");

    public void Apply(ConversationEvent change, EventContext context)
    {
        string id = context.Key;
        switch (change)
        {
            case MessageSent sent:
                Send(sent, id);
                break;
            case MessageEdited edited:
                messages.Edit(id, edited);
                break;
            case MessagesRead read:
                counts.MoveCursor(id, read.AgentId.Value, read.Sequence);
                break;
            case ConversationCreated created:
                Insert(created, id);
                break;
            case ParticipantJoined joined:
                Join(joined, id);
                break;
            case ParticipantLeft left:
                _participants.Leave(id, left.AgentId.Value, left.At);
                break;
            case ConversationCompleted:
                ChangeStatus(id, ConversationStatus.Completed, change.At);
                break;
            case ConversationArchived:
                ChangeStatus(id, ConversationStatus.Archived, completedAt: null);
                break;
        }

        counts.Touch(id, change.At);
    }

    private void Insert(ConversationCreated created, string id) => _insert
        .Bind(1, id)
        .Bind(2, created.Title)
        .Bind(3, created.Description)
        .Bind(4, created.Direct)
        .Bind(5, created.SessionId?.Value)
        .Bind(6, created.TaskId)
        .Bind(7, created.CreatedBy?.Value)
        .BindJson(8, created.Metadata)
        .Bind(9, created.At)
        .Bind(10, created.Group?.Value)
        .Execute();

    private void Join(ParticipantJoined joined, string conversationId)
    {
        string agent = joined.AgentId.Value;
        if (!_participants.Join(conversationId, agent, joined.Role, joined.At)) return;
        counts.Begin(conversationId, agent);

        // Belonging to a group is not taking part in a conversation (S2); a message makes it one.
        if (!AgentGroup.IsReserved(conversationId)) totals.Of(agent).Conversations++;
    }

    private void ChangeStatus(string id, ConversationStatus status, DateTimeOffset? completedAt) =>
        _changeStatus.Bind(1, id).Bind(2, Words<ConversationStatus>.Of(status)).Bind(3, completedAt).Execute();

    private void Send(MessageSent sent, string conversationId)
    {
        string sender = sent.From.Value;
        bool idIsTaken = messages.FindTime(sent.Id.Value) is not null;
        IReadOnlyList<string> recipients = idIsTaken ? [] : RecipientsOf(sent, conversationId);
        NewMessage message = new(sent, conversationId, recipients.Count);
        foreach (string recipient in recipients) Deliver(message, recipient);
        AgentTotalsChange own = totals.Of(sender);
        own.Sent++;
        own.Conversed(sent.At);
        own.Progressed(sent.At);
        if (sent.ResponseTo is { } asked && messages.FindTime(asked.Value) is { } askedAt)
        {
            own.Responses++;
            own.ResponseMs += Math.Max(0, (long)(sent.At - askedAt).TotalMilliseconds);
            messages.Answer(asked.Value, sent.At, asRequest: false);
        }

        messages.Add(message, idIsTaken);
        counts.AddMessage(conversationId, sender);
    }

    private IReadOnlyList<string> RecipientsOf(MessageSent sent, string conversationId)
    {
        if (sent.To is { Group: null } named) return [.. named.Agents.Select(agent => agent.Value)];
        if (sent.To is { AnyOf: true }) return [conversationId];
        IReadOnlyList<string> active = _participants.Active(conversationId);
        return [.. active.Where(agent => agent != sent.From.Value)];
    }

    private void Deliver(NewMessage message, string recipient)
    {
        MessageSent sent = message.Sent;
        deliveries.Add(new Delivery
        {
            MessageId = sent.Id.Value,
            Recipient = recipient,
            Sender = sent.From.Value,
            SentAt = sent.At,
            Method = sent.DeliveryMethod,
            Message = message,
        });
        if (sent.To is { AnyOf: true }) return; // received by the member that takes it
        AgentTotalsChange change = totals.Of(recipient);
        change.Received++;
        change.Conversed(sent.At);
    }
}
