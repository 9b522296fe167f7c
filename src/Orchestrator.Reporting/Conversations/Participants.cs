using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

/// <summary>Keeps <c>conversation_participants</c> and knows who takes part now.</summary>
internal sealed class Participants(WriteConnection connection)
{
    private const int MostRemembered = 4_096;

    private readonly Dictionary<string, List<string>> _active = new(StringComparer.Ordinal);

    private readonly SqliteStatement _find = connection.Prepare(
        "SELECT left_at IS NULL FROM conversation_participants WHERE conversation_id = ?1 AND agent_id = ?2");

    private readonly SqliteStatement _insert = connection.Prepare(
        "INSERT INTO conversation_participants (conversation_id, agent_id, role, joined_at) VALUES (?1, ?2, ?3, ?4)");

    private readonly SqliteStatement _return = connection.Prepare(
        "UPDATE conversation_participants SET role = ?3, left_at = NULL WHERE conversation_id = ?1 AND agent_id = ?2");

    private readonly SqliteStatement _leave = connection.Prepare(
        """
        UPDATE conversation_participants SET left_at = ?3
        WHERE conversation_id = ?1 AND agent_id = ?2 AND left_at IS NULL
        """);

    private readonly SqliteStatement _count = connection.Prepare(
        "UPDATE conversations SET participant_count = participant_count + ?2 WHERE id = ?1");

    private readonly SqliteStatement _listActive = connection.Prepare(
        "SELECT agent_id FROM conversation_participants WHERE conversation_id = ?1 AND left_at IS NULL ORDER BY id");

    /// <summary>An agent joins, comes back or changes its role.</summary>
    /// <returns>Whether it never took part before.</returns>
    public bool Join(string conversationId, string agentId, string role, DateTimeOffset at)
    {
        bool known = _find.Bind(1, conversationId).Bind(2, agentId).Read();
        bool active = known && _find.Int64(0) != 0;
        _find.Reset();
        if (known) _return.Bind(1, conversationId).Bind(2, agentId).Bind(3, role).Execute();
        else _insert.Bind(1, conversationId).Bind(2, agentId).Bind(3, role).Bind(4, at).Execute();
        if (!active) Changed(conversationId, 1);
        return !known;
    }

    /// <summary>An agent leaves.</summary>
    public void Leave(string conversationId, string agentId, DateTimeOffset at)
    {
        if (_leave.Bind(1, conversationId).Bind(2, agentId).Bind(3, at).Execute() > 0) Changed(conversationId, -1);
    }

    /// <summary>Who takes part now.</summary>
    public IReadOnlyList<string> Active(string conversationId)
    {
        if (_active.TryGetValue(conversationId, out List<string>? agents)) return agents;
        if (_active.Count >= MostRemembered) _active.Clear();
        return _active[conversationId] = _listActive.Bind(1, conversationId).List(row => row.Text(0));
    }

    private void Changed(string conversationId, long by)
    {
        _active.Remove(conversationId);
        _count.Bind(1, conversationId).Bind(2, by).Execute();
    }
}
