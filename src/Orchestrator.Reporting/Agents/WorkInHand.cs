using Orchestrator.Contracts.Agents;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Agents;

/// <summary>What an agent holds: messages that were handed out to it and not acknowledged, given back or ended.</summary>
/// <param name="Since">Since when it holds the oldest; null without any.</param>
/// <param name="Count">How many.</param>
/// <param name="References">The oldest <see cref="AgentStall.MostHolds"/>.</param>
internal sealed record WorkInHand(DateTimeOffset? Since, long Count, IReadOnlyList<string> References)
{
    /// <summary>Since when an agent holds the oldest.</summary>
    /// <param name="agent">The SQL for its id.</param>
    public static string SinceSql(string agent) =>
        $"(SELECT min(taken_at) FROM message_deliveries WHERE holder = {agent} AND taken_at IS NOT NULL)";

    /// <summary>The columns.</summary>
    /// <param name="agent">The SQL for the agent's id.</param>
    public static string ColumnsSql(string agent) =>
        $"""
        {SinceSql(agent)},
        (SELECT count(*) FROM message_deliveries WHERE holder = {agent} AND taken_at IS NOT NULL),
        (SELECT json_group_array('message/' || message_id) FROM (
            SELECT message_id FROM message_deliveries WHERE holder = {agent} AND taken_at IS NOT NULL
            ORDER BY taken_at, message_id LIMIT {AgentStall.MostHolds}))
        """;

    /// <summary>Reads it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">The first of its columns.</param>
    public static WorkInHand Read(SqliteStatement row, int first) =>
        new(row.OptionalTime(first), row.Int64(first + 1), row.Texts(first + 2));
}
