using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>Gathers what a batch adds to <c>agent_pairs</c>.</summary>
internal sealed class AgentPairs(WriteConnection connection)
{
    private readonly Dictionary<(string Sender, string Recipient), AgentPairChange> _changes = [];

    private readonly SqliteStatement _add = connection.Prepare(
        """
        INSERT INTO agent_pairs (sender, recipient, messages, acknowledged, failed, delivery_ms, last_message_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, coalesce(?7, ''))
        ON CONFLICT (sender, recipient) DO UPDATE
        SET messages = messages + excluded.messages,
            acknowledged = acknowledged + excluded.acknowledged,
            failed = failed + excluded.failed,
            delivery_ms = delivery_ms + excluded.delivery_ms,
            last_message_at = max(last_message_at, excluded.last_message_at)
        """);

    /// <summary>What is to be added for a pair.</summary>
    public AgentPairChange Of(string sender, string recipient)
    {
        if (!_changes.TryGetValue((sender, recipient), out AgentPairChange? change))
            _changes[(sender, recipient)] = change = new();
        return change;
    }

    public void Flush()
    {
        foreach (((string sender, string recipient), AgentPairChange change) in _changes)
        {
            _add.Bind(1, sender)
                .Bind(2, recipient)
                .Bind(3, change.Messages)
                .Bind(4, change.Acknowledged)
                .Bind(5, change.Failed)
                .Bind(6, change.DeliveryMs)
                .Bind(7, change.LastMessageAt)
                .Execute();
        }

        _changes.Clear();
    }
}
