using System.Text.Json;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Journal;

namespace Orchestrator.Reporting.Tests.Support;

/// <summary>Tells what happened, a second after another, and keeps the journal's rows of it.</summary>
internal sealed class Story
{
    private readonly Dictionary<string, long> _sequences = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _messageCounts = new(StringComparer.Ordinal);
    private int _logged;

    public static DateTimeOffset Begin { get; } = new(2026, 11, 20, 8, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; set; } = Begin;

    public List<JournalEntry> Rows { get; } = [];

    /// <summary>The trace that the next rows are caused by.</summary>
    public string? TraceParent { get; set; }

    public Story Session(string id, params ReadOnlySpan<Func<DateTimeOffset, SessionEvent>> events) => Commit("session", id, events);

    public Story Agent(string id, params ReadOnlySpan<Func<DateTimeOffset, AgentEvent>> events) => Commit("agent", id, events);

    public Story Conversation(string id, params ReadOnlySpan<Func<DateTimeOffset, ConversationEvent>> events) =>
        Commit("conversation", id, events);

    public Story Budget(string scope, params ReadOnlySpan<Func<DateTimeOffset, BudgetEvent>> events) => Commit("budget", scope, events);

    public Story Mailbox(string id, params ReadOnlySpan<Func<DateTimeOffset, MailboxEvent>> events) => Commit("mailbox", id, events);

    public Story Board(string id, params ReadOnlySpan<Func<DateTimeOffset, TaskEvent>> events) => Commit("task-board", id, events);

    /// <summary>A row as it stands there.</summary>
    public Story Row(string grain, string type, string payload, string metadata = "{}")
    {
        long sequence = _sequences.GetValueOrDefault(grain) + 1;
        _sequences[grain] = sequence;
        Rows.Add(new JournalEntry(Rows.Count + 1, grain, sequence, type, payload, metadata, Now));
        return this;
    }

    public Story StartSession(string id, Func<SessionCreated, SessionCreated>? with = null) => Session(id, at =>
    {
        SessionCreated created = new()
        {
            At = at,
            Id = SessionId.Parse(id),
            Type = "active",
            Status = SessionStatus.Active,
            ProjectPath = "/workspace/project",
        };
        return with is null ? created : with(created);
    });

    public Story Log(string sessionId, string eventType, string? agentId = null, object? data = null) => Session(sessionId, at =>
        new SessionEventLogged
        {
            At = at,
            EventId = SessionEventId.Parse($"event_{++_logged}"),
            EventType = eventType,
            AgentId = agentId is null ? null : AgentId.Parse(agentId),
            EventData = data is null ? null : JsonSerializer.SerializeToElement(data),
        });

    public Story Register(string id, AgentProfile? profile = null, string type = "worker", long epoch = 1) => Agent(id, at =>
        new AgentRegistered
        {
            At = at,
            Id = AgentId.Parse(id),
            Name = id,
            Type = type,
            Epoch = epoch,
            Profile = profile ?? new AgentProfile(),
        });

    public Story Beat(string id, AgentStatus from = AgentStatus.Inactive, AgentStatus to = AgentStatus.Active) => Agent(
        id,
        at => new AgentStatusChanged { At = at, From = from, To = to },
        at => new AgentHeartbeatRecorded { At = at });

    public Story Group(string id, params ReadOnlySpan<string> agents)
    {
        List<Func<DateTimeOffset, ConversationEvent>> events =
        [
            at => new ConversationCreated { At = at, Id = ConversationId.Parse(id), Direct = false, Title = $"About {id}" },
        ];
        foreach (string agent in agents)
            events.Add(at => new ParticipantJoined { At = at, AgentId = AgentId.Parse(agent), Role = "participant" });
        return Conversation(id, [.. events]);
    }

    /// <summary>Sends to one agent directly, or to all of a conversation.</summary>
    public Story Send(
        string messageId, string from, string? to, object content, string? conversation = null,
        Func<MessageSent, MessageSent>? with = null)
    {
        string id = conversation ?? ConversationId.Direct(AgentId.Parse(from), AgentId.Parse(to!)).Value;
        List<Func<DateTimeOffset, ConversationEvent>> events = [];
        if (conversation is null && !_messageCounts.ContainsKey(id))
        {
            events.Add(at => new ConversationCreated { At = at, Id = ConversationId.Parse(id), Direct = true, Title = $"{from} and {to}" });
            foreach (string agent in new[] { from, to! }.Distinct(StringComparer.Ordinal))
                events.Add(at => new ParticipantJoined { At = at, AgentId = AgentId.Parse(agent), Role = "participant" });
        }

        long sequence = _messageCounts.GetValueOrDefault(id) + 1;
        _messageCounts[id] = sequence;
        events.Add(at =>
        {
            MessageSent sent = new()
            {
                At = at,
                Id = MessageId.Parse(messageId),
                Sequence = sequence,
                From = AgentId.Parse(from),
                To = to is null ? null : AgentId.Parse(to),
                Type = MessageType.Text,
                Priority = Priority.Normal,
                Content = content is JsonElement json ? json : JsonSerializer.SerializeToElement(content),
            };
            return with is null ? sent : with(sent);
        });
        return Conversation(id, [.. events]);
    }

    public Story Queue(string agent, string conversation, params string[] messages) => Mailbox(agent, at => new MessagesQueued
    {
        At = at,
        ConversationId = ConversationId.Parse(conversation),
        Messages = [.. messages.Select(m => new MessageReference(MessageId.Parse(m), 1, Priority.Normal, at))],
    });

    public Story Lease(string agent, TimeSpan time, params string[] messages) => Mailbox(agent, at =>
        new MessagesLeased { At = at, Until = at + time, Messages = [.. messages.Select(m => MessageId.Parse(m))] });

    public Story Acknowledge(string agent, params string[] messages) => Mailbox(agent, at =>
        new MessagesAcknowledged { At = at, Messages = [.. messages.Select(m => MessageId.Parse(m))] });

    public Story Return(string agent, params string[] messages) => Mailbox(agent, at =>
        new MessagesReturned { At = at, Until = at, Messages = [.. messages.Select(m => MessageId.Parse(m))], Reason = "not now" });

    public Story Fail(string agent, params string[] messages) => Mailbox(agent, at =>
        new MessagesFailed { At = at, Messages = [.. messages.Select(m => MessageId.Parse(m))], Reason = "can't" });

    public Story DeadLetter(string agent, params string[] messages) => Mailbox(agent, at =>
        new MessagesDeadLettered { At = at, Messages = [.. messages.Select(m => MessageId.Parse(m))], Reason = "too often" });

    public Story Expire(string agent, params string[] messages) => Mailbox(agent, at =>
        new MessagesExpired { At = at, Messages = [.. messages.Select(m => MessageId.Parse(m))] });

    public Story Requeue(string agent, params string[] messages) => Mailbox(agent, at =>
        new MessagesRequeued { At = at, Messages = [.. messages.Select(m => MessageId.Parse(m))] });

    private Story Commit<TEvent>(string kind, string id, ReadOnlySpan<Func<DateTimeOffset, TEvent>> events)
        where TEvent : JournaledEvent
    {
        Now += TimeSpan.FromSeconds(1);
        List<TEvent> made = [];
        foreach (Func<DateTimeOffset, TEvent> make in events) made.Add(make(Now));
        string grain = $"{kind}/{id}";
        long sequence = _sequences.GetValueOrDefault(grain) + 1;
        _sequences[grain] = sequence + made.Count - 1;
        Rows.Add(new JournalEntry(
            Rows.Count + 1,
            grain,
            sequence,
            string.Join(',', made.Select(EventNames.Of).Distinct()),
            JsonSerializer.Serialize(made, OrchestratorJson.Journal),
            TraceParent is null ? "{}" : JsonSerializer.Serialize(
                new EventMetadata { TraceParent = TraceParent }, OrchestratorJson.Journal),
            Now));
        return this;
    }
}
