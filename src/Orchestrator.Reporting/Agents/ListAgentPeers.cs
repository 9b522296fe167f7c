using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>The totals say which peers come on the page; only their delivery times are read.</summary>
internal sealed class ListAgentPeers : IQuery<Page<AgentPeerStatistics>>
{
    // What an agent sends to itself is one row, which counts in both directions.
    private const string Peers =
        """
        SELECT peer, sum(sent) AS sent, sum(received) AS received, sum(acknowledged) AS acknowledged, sum(failed) AS failed,
               sum(total) - sum(acknowledged) - sum(failed) AS pending, sum(delivery_ms) AS delivery_ms,
               max(last_message_at) AS last_message_at
        FROM (
            SELECT recipient AS peer, messages AS total, messages AS sent,
                   CASE WHEN recipient = ?1 THEN messages ELSE 0 END AS received,
                   acknowledged, failed, delivery_ms, last_message_at
            FROM agent_pairs
            WHERE sender = ?1
            UNION ALL
            SELECT sender, messages, 0, messages, acknowledged, failed, delivery_ms, last_message_at
            FROM agent_pairs
            WHERE recipient = ?1 AND sender <> ?1)
        GROUP BY peer
        """;

    private static readonly SortOrder Orders = new(
        "messages desc",
        "peer",
        ("messages", "sent + received"),
        ("peerId", "peer"),
        ("sent", "sent"),
        ("received", "received"),
        ("pending", "pending"),
        ("failed", "failed"),
        ("lastMessageAt", "last_message_at"));

    private readonly AgentId _id;
    private readonly PageRequest _page;
    private readonly string _pageSql;

    /// <exception cref="Contracts.Errors.ValidationException">The page or the order is not allowed.</exception>
    public ListAgentPeers(AgentId id, PageRequest page)
    {
        page.Validate();
        _id = id;
        _page = page;
        _pageSql = $"SELECT * FROM ({Peers}){Orders.ToSql(page.OrderBy)} LIMIT ?2 OFFSET ?3";
    }

    public Page<AgentPeerStatistics> Run(ReadConnection connection) => connection.OnOneState(() =>
    {
        long total = connection.Prepare($"SELECT count(*) FROM ({Peers})").Bind(1, _id.Value).Single(row => row.Int64(0));
        List<AgentPeerStatistics> peers = connection.Prepare(_pageSql)
            .Bind(1, _id.Value)
            .Bind(2, (long)_page.PageSize)
            .Bind(3, _page.Offset)
            .List(Read);
        List<AgentPeerStatistics> items = [.. peers.Select(peer => WithTimes(connection, peer))];
        return new Page<AgentPeerStatistics>(items, _page.Page, _page.PageSize, total);
    });

    private AgentPeerStatistics Read(SqliteStatement row) => new()
    {
        AgentId = _id,
        PeerId = AgentId.Parse(row.Text(0)),
        Sent = row.Int64(1),
        Received = row.Int64(2),
        Acknowledged = row.Int64(3),
        Failed = row.Int64(4),
        Pending = row.Int64(5),
        AverageDeliveryTimeMs = row.Int64(3) == 0 ? null : row.Double(6) / row.Int64(3),
        LastMessageAt = row.Time(7),
    };

    private AgentPeerStatistics WithTimes(ReadConnection connection, AgentPeerStatistics peer)
    {
        if (peer.Acknowledged == 0) return peer;
        DeliveryTimes times = new();
        if (peer.Sent > 0) times.Add(connection, peer.PeerId.Value, _id.Value);
        if (peer.Received > 0 && peer.PeerId != _id) times.Add(connection, _id.Value, peer.PeerId.Value);
        return peer with { MedianDeliveryTimeMs = times.Percentile(50), P95DeliveryTimeMs = times.Percentile(95) };
    }
}
