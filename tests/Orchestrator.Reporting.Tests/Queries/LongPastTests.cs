using Microsoft.Data.Sqlite;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Access;
using Orchestrator.Reporting.Conversations;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Queries;

/// <summary>What a page costs must not grow with the past.</summary>
public sealed class LongPastTests
{
    [Fact]
    public async Task A_list_is_counted_to_a_limit_and_its_pages_go_on_behind_it()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story());
        await AddAudit(room, 100_000);
        Page<AuditView> whole = await List(1);
        await AddAudit(room, 1);
        Page<AuditView> more = await List(1);
        Page<AuditView> last = await List(201);
        Page<AuditView> beyond = await List(202);

        Assert.Equal((100_000, false), (whole.Total, whole.TotalIsLowerBound));
        Assert.Equal((100_000, true), (more.Total, more.TotalIsLowerBound));
        Assert.Equal((500, 1, 0), (more.Items.Count, last.Items.Count, beyond.Items.Count));

        Task<Page<AuditView>> List(int page) =>
            room.Get<AccessQueries>().ListAuditAsync(new AuditFilter(), new PageRequest { Page = page, PageSize = 500 }, default);
    }

    [Theory]
    [InlineData("a", null, null, null, null)]
    [InlineData("a", null, null, null, MessageType.Request)]
    [InlineData(null, "b", null, null, null)]
    [InlineData("a", "b", null, null, MessageType.Request)]
    [InlineData(null, null, "c1", null, null)]
    [InlineData(null, null, null, "s1", null)]
    [InlineData(null, null, null, null, MessageType.Request)]
    [InlineData(null, null, null, null, null)]
    public async Task A_list_of_messages_is_read_in_the_order_of_an_index(string? from, string? to, string? conversation, string? session, MessageType? type)
    {
        var filter = new MessageFilter
        {
            From = from is null ? null : AgentId.Parse(from),
            To = to is null ? null : AgentId.Parse(to),
            ConversationId = conversation is null ? null : ConversationId.Parse(conversation),
            SessionId = session is null ? null : SessionId.Parse(session),
            Type = type,
        };
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story());

        (string count, string keys) = ListMessages.Query(filter, new PageRequest()).Statements;
        string[] counted = Plan(count);
        string[] listed = Plan(keys);

        Assert.DoesNotContain(listed, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
        Assert.Contains(counted, step => step.Contains("USING COVERING INDEX", StringComparison.Ordinal));

        string[] Plan(string sql) => [.. room.Sql($"EXPLAIN QUERY PLAN {sql}").Select(row => $"{row["detail"]}")];
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("s1", null, null)]
    [InlineData(null, "c1", null)]
    [InlineData("s1", "c1", MessageType.Request)]
    public async Task A_recipients_messages_are_found_by_any_other_filter_too(string? session, string? conversation, MessageType? type)
    {
        Story story = new Story().Group("c1", "a", "b", "c");
        for (int n = 0; n < 32; n++)
        {
            int bits = n;
            story.Send($"m{n}", (bits & 1) == 0 ? "a" : "c", (bits & 2) == 0 ? null : "b", "x", (bits & 2) == 0 || (bits & 4) == 0 ? "c1" : null, m => m with
            {
                SessionId = (bits & 8) == 0 ? SessionId.Parse("s1") : null,
                Type = (bits & 16) == 0 ? MessageType.Request : MessageType.Text,
            });
        }

        await using ReportingRoom room = await ReportingRoom.OfAsync(story);
        MessageFilter filter = new()
        {
            SessionId = session is null ? null : SessionId.Parse(session),
            ConversationId = conversation is null ? null : ConversationId.Parse(conversation),
            Type = type,
        };

        foreach (string from in new[] { "a", "c" })
        {
            AgentId sender = AgentId.Parse(from);
            Page<MessageView> all = await room.Messages.ListAsync(filter with { From = sender }, new PageRequest(), default);
            Page<MessageView> toB = await room.Messages.ListAsync(filter with { From = sender, To = AgentId.Parse("b") }, new PageRequest(), default);

            Assert.NotEmpty(all.Items);
            Assert.Equal(all.Items.Select(message => message.Id), toB.Items.Select(message => message.Id)); // b gets all of them, by name or as one of the group
            Assert.Equal(all.Total, toB.Total);
        }
    }

    [Fact]
    public async Task Messages_are_counted_by_the_number_of_the_last()
    {
        Story story = new Story().Send("m1", "a", "b", "1").Send("m2", "b", "a", "2").Send("m1", "c", "a", "a namesake");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);
        await using ReportingRoom empty = await ReportingRoom.OfAsync(new Story());

        Assert.Equal(3L, room.Scalar("SELECT count(*) FROM messages"));
        Assert.Equal(3L, await room.Messages.CountAsync(default));
        Assert.Equal(0L, await empty.Messages.CountAsync(default));
    }

    private static async Task AddAudit(ReportingRoom room, int rows)
    {
        await using SqliteConnection connection = new($"Data Source={room.File};Pooling=false");
        await connection.OpenAsync();
        await using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText =
            $"""
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows})
            INSERT INTO audit (position, kind, operation, count, since, timestamp)
            SELECT n, 'denied', 'an operation', 1, '2026-11-20 08:00:00.000', '2026-11-20 08:00:00.000' FROM numbers
            """;
        await insert.ExecuteNonQueryAsync();
    }
}
