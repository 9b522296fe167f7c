using Orchestrator.Contracts.Agents;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>How long deliveries took, from sent to acknowledged, in milliseconds. Reads an index only.</summary>
internal sealed class DeliveryTimes
{
    internal const string NewestOfRecipient =
        """
        SELECT delivery_ms, sender FROM message_deliveries
        WHERE recipient = ?1 AND delivery_ms IS NOT NULL
        ORDER BY message_number DESC
        LIMIT ?2
        """;

    private readonly List<long> _times = [];
    private bool _sorted;

    /// <summary>Adds the newest that a recipient acknowledged.</summary>
    public void Add(ReadConnection connection, string recipient) => Add(connection.Prepare(NewestOfRecipient), recipient);

    /// <summary>Adds those among the newest that a recipient acknowledged which came from one sender.</summary>
    public void Add(ReadConnection connection, string recipient, string sender) =>
        Add(connection.Prepare($"SELECT delivery_ms FROM ({NewestOfRecipient}) WHERE sender = ?3").Bind(3, sender), recipient);

    /// <summary>The time that so many of 100 did not exceed (the nearest rank); null without any.</summary>
    public long? Percentile(int percent)
    {
        if (_times.Count == 0) return null;
        if (!_sorted) _times.Sort();
        _sorted = true;
        return _times[(int)(((long)_times.Count * percent + 99) / 100) - 1];
    }

    private void Add(SqliteStatement statement, string recipient)
    {
        statement.Bind(1, recipient).Bind(2, (long)AgentStatistics.NewestDeliveries);
        while (statement.Read()) _times.Add(statement.Int64(0));
        _sorted = false;
    }
}
