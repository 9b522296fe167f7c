using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Seeds;

/// <summary>S1's query for message statistics, as it is printed, and the view it asks.</summary>
public sealed class AgentMessageQueryTests
{
    private static readonly string Direct = ConversationId.Direct(AgentId.Parse("agent1"), AgentId.Parse("agent2")).Value;

    private const string MessageStatistics =
        """
        SELECT 
            COUNT(*) as total_messages,
            COUNT(CASE WHEN delivery_status = 'delivered' THEN 1 END) as delivered,
            COUNT(CASE WHEN delivery_status = 'failed' THEN 1 END) as failed,
            COUNT(CASE WHEN delivery_status = 'pending' THEN 1 END) as pending,
            AVG(delivery_time_ms) as avg_delivery_time,
            COUNT(CASE WHEN retry_count > 0 THEN 1 END) as retried_messages
        FROM agent_messages 
        WHERE to_agent = ? OR from_agent = ?
        """;

    // agent1 writes to agent2 and to a conversation of three; what becomes of each is in its name.
    private static Story Deliveries()
    {
        string[] direct = ["acked", "nacked", "dead", "expired", "waiting"];
        Story story = new Story().Group("g", "agent1", "agent2", "agent3").Send("to-all", "agent1", null, "0", "g", m => m with { MaxRetries = 7 });
        foreach (string message in direct) story.Send(message, "agent1", "agent2", message);
        return story.Send("back", "agent2", "agent1", "6").Send("elsewhere", "other", "third", "7")
            .Queue("agent2", "g", "to-all").Queue("agent3", "g", "to-all").Queue("agent2", Direct, direct).Queue("agent1", Direct, "back")
            .Lease("agent2", TimeSpan.FromSeconds(1), "to-all", "acked", "nacked", "dead")
            .Return("agent2", "nacked", "dead")
            .Lease("agent2", TimeSpan.FromSeconds(1), "nacked", "dead")
            .Acknowledge("agent2", "to-all", "acked", "nacked")
            .DeadLetter("agent2", "dead")
            .Expire("agent2", "expired")
            .Fail("agent1", "back");
    }

    [Fact]
    public async Task S1_get_agent_message_statistics()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(Deliveries());

        (object?, object?, object?, object?, object?, object?) Of(string agent)
        {
            Dictionary<string, object?> row = room.Sql(MessageStatistics, agent, agent).Single();
            return (row["total_messages"], row["delivered"], row["failed"], row["pending"], row["avg_delivery_time"], row["retried_messages"]);
        }

        // agent2: six to it, one from it. to-all took 15 s, acked 14 s, nacked 13 s.
        Assert.Equal((7L, 3L, 3L, 1L, 14_000.0, 2L), Of("agent2"));
        // agent1: what it sent to all counts for each recipient.
        Assert.Equal((8L, 3L, 3L, 2L, 14_000.0, 2L), Of("agent1"));
        Assert.Equal((1L, 0L, 0L, 1L, null, 0L), Of("agent3"));
        Assert.Equal((1L, 0L, 0L, 1L, null, 0L), Of("other"));
        Assert.Equal((0L, 0L, 0L, 0L, null, 0L), Of("nobody"));
    }

    [Fact]
    public async Task S1_agent_messages_say_where_each_message_stands()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(Deliveries());

        Dictionary<string, object?> Row(string message, string to) =>
            room.Sql("SELECT * FROM agent_messages WHERE message_id = ? AND to_agent = ?", message, to).Single();
        string Of(string message, string to)
        {
            Dictionary<string, object?> row = Row(message, to);
            return $"{row["status"]} {row["delivery_status"]} {row["retry_count"]}/{row["max_retries"]}";
        }

        Assert.Equal("processed delivered 0/7", Of("to-all", "agent2"));
        Assert.Equal("pending pending 0/7", Of("to-all", "agent3"));
        Assert.Equal("processed delivered 1/3", Of("nacked", "agent2"));
        Assert.Equal("failed failed 1/3", Of("dead", "agent2"));
        Assert.Equal("failed failed 0/3", Of("expired", "agent2"));
        Assert.Equal("failed failed 0/3", Of("back", "agent1"));
        Assert.Equal("pending pending 0/3", Of("waiting", "agent2"));
        Assert.Null(Row("waiting", "agent2")["processed_at"]);
        Assert.Equal("2026-11-20 08:00:17.000", Row("nacked", "agent2")["processed_at"]);
        Assert.Equal("2026-11-20 08:00:18.000", Row("dead", "agent2")["processed_at"]);
        Assert.Equal(("agent1", "waiting", "normal", "[]", "2026-11-20 08:00:07.000"), (
            Row("waiting", "agent2")["from_agent"], Row("waiting", "agent2")["content"], Row("waiting", "agent2")["priority"],
            Row("waiting", "agent2")["tags"], Row("waiting", "agent2")["sent_at"]));
    }

    [Fact]
    public async Task S1_get_agent_message_statistics_reads_no_row_of_messages()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story());

        Assert.DoesNotContain(
            room.Sql($"EXPLAIN QUERY PLAN {MessageStatistics}").Select(step => (string)step["detail"]!),
            step => step.Contains("messages AS m", StringComparison.Ordinal) && !step.Contains("COVERING INDEX", StringComparison.Ordinal));
    }
}
