using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

/// <summary>Gathers what a batch adds to conversations and participants: their counts and cursors.</summary>
internal sealed class ConversationCounts(WriteConnection connection)
{
    private readonly Dictionary<string, ConversationChange> _conversations = new(StringComparer.Ordinal);
    private readonly Dictionary<(string ConversationId, string AgentId), long> _sent = [];
    private readonly Dictionary<(string ConversationId, string AgentId), long> _read = [];

    private readonly SqliteStatement _updateConversation = connection.Prepare(
        "UPDATE conversations SET message_count = message_count + ?2, updated_at = ?3 WHERE id = ?1");

    private readonly SqliteStatement _addSent = connection.Prepare(
        """
        UPDATE conversation_participants SET message_count = message_count + ?3
        WHERE conversation_id = ?1 AND agent_id = ?2
        """);

    private readonly SqliteStatement _moveCursor = connection.Prepare(
        """
        UPDATE conversation_participants
        SET last_read_sequence = ?3,
            last_read_message_id = (SELECT id FROM messages WHERE conversation_id = ?1 AND sequence = ?3)
        WHERE conversation_id = ?1 AND agent_id = ?2
        """);

    /// <summary>Something happened to a conversation.</summary>
    public void Touch(string conversationId, DateTimeOffset at) => Of(conversationId).UpdatedAt = at;

    /// <summary>An agent sent a message.</summary>
    public void AddMessage(string conversationId, string sender)
    {
        Of(conversationId).Messages++;
        _sent[(conversationId, sender)] = _sent.GetValueOrDefault((conversationId, sender)) + 1;
    }

    /// <summary>
    /// An agent takes part for the first time: what it sent or read before, as one who took no part, is not its own. It may
    /// have done so in the same batch, and the counts must not depend on how rows were gathered.
    /// </summary>
    public void Begin(string conversationId, string agentId)
    {
        _sent.Remove((conversationId, agentId));
        _read.Remove((conversationId, agentId));
    }

    /// <summary>An agent read up to a message.</summary>
    public void MoveCursor(string conversationId, string agentId, long sequence) =>
        _read[(conversationId, agentId)] = sequence;

    /// <summary>Writes all; messages must have been written before.</summary>
    public void Flush()
    {
        foreach ((string id, ConversationChange change) in _conversations)
            _updateConversation.Bind(1, id).Bind(2, change.Messages).Bind(3, change.UpdatedAt).Execute();
        foreach (((string conversationId, string agentId), long count) in _sent)
            _addSent.Bind(1, conversationId).Bind(2, agentId).Bind(3, count).Execute();
        foreach (((string conversationId, string agentId), long sequence) in _read)
            _moveCursor.Bind(1, conversationId).Bind(2, agentId).Bind(3, sequence).Execute();
        _conversations.Clear();
        _sent.Clear();
        _read.Clear();
    }

    private ConversationChange Of(string conversationId)
    {
        if (!_conversations.TryGetValue(conversationId, out ConversationChange? change))
            _conversations[conversationId] = change = new();
        return change;
    }

    private sealed class ConversationChange
    {
        public long Messages { get; set; }

        public DateTimeOffset UpdatedAt { get; set; }
    }
}
