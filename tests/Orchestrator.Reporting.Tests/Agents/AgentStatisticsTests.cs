using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Mailboxes;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Agents;

/// <summary>Each in one batch, and each with a batch for every row.</summary>
public sealed class AgentStatisticsTests
{
    private static readonly string Direct = ConversationId.Direct(Id("a"), Id("b")).Value;

    private static AgentId Id(string text) => AgentId.Parse(text);

    private static Task<ReportingRoom> RoomAsync(Story story, bool oneByOne) =>
        ReportingRoom.OfAsync(story, options => options.BatchRows = oneByOne ? 1 : 1000);

    // Seven messages from a to b: acknowledged, failed, dead-lettered, expired, acknowledged late, requeued, untouched.
    private static Story Endings()
    {
        string[] all = ["done", "failed", "dead", "expired", "late", "again", "waits"];
        Story story = new();
        foreach (string message in all) story.Send(message, "a", "b", message);
        return story.Queue("b", Direct, all)
            .Lease("b", TimeSpan.FromMinutes(1), "done", "failed", "dead", "late", "again")
            .Return("b", "dead", "again")
            .Lease("b", TimeSpan.FromMinutes(1), "dead", "again")
            .Acknowledge("b", "done")
            .Fail("b", "failed")
            .DeadLetter("b", "dead", "late", "again")
            .Expire("b", "expired")
            .Acknowledge("b", "late")
            .Requeue("b", "again");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_failed_or_expired_is_not_pending(bool oneByOne)
    {
        await using ReportingRoom room = await RoomAsync(Endings(), oneByOne);

        AgentStatistics b = (await room.Agents.GetStatisticsAsync(Id("b"), default))!;

        Assert.Equal((7L, 2L, 2L), (b.TotalMessagesReceived, b.AcknowledgedMessages, b.PendingMessages));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_to_an_agent_are_counted_by_how_they_ended(bool oneByOne)
    {
        await using ReportingRoom room = await RoomAsync(Endings(), oneByOne);

        AgentStatistics b = (await room.Agents.GetStatisticsAsync(Id("b"), default))!;
        AgentStatistics a = (await room.Agents.GetStatisticsAsync(Id("a"), default))!;

        Assert.Equal((1L, 1L, 1L), (b.FailedMessages, b.DeadLetteredMessages, b.ExpiredMessages));
        Assert.Equal(1, b.RetriedMessages); // "dead"; the requeue let "again" begin anew
        Assert.Equal((7L, 0L, 0L), (a.TotalMessagesSent, a.FailedMessages, a.PendingMessages));
        Assert.Null(a.MedianDeliveryTimeMs);
    }

    // What any one of a group is to do is counted for the member that did it; a group has no totals.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_group_whose_members_failed_has_no_statistics_and_nothing_less_than_nothing_pending(bool oneByOne)
    {
        Story story = new();
        foreach (string message in new[] { "failed", "late", "again" })
            story.Send(message, "boss", null, "1", "team:x", sent => sent with { To = Recipients.Parse("any-of:team:x", "to") });
        story.Queue("team:x", "team:x", "failed", "late", "again");
        for (int attempt = 1; attempt <= 2; attempt++) story.Lease("team:x", TimeSpan.FromMinutes(1), "failed", "late", "again");
        story.Fail("team:x", "failed").DeadLetter("team:x", "late", "again").Requeue("team:x", "again")
            .Mailbox("team:x", at => new MessagesAcknowledged { At = at, Messages = [MessageId.Parse("late")], By = Id("b") });
        await using ReportingRoom room = await RoomAsync(story, oneByOne);

        Assert.Null(await room.Agents.GetStatisticsAsync(Id("team:x"), default));
        Assert.Equal(1L, (await room.Agents.GetStatisticsAsync(Id("b"), default))!.AcknowledgedMessages);
        Assert.Equal(1L, (await room.Mailboxes.GetAsync(Id("team:x"), default)).DeadLetters);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mailbox_with_endings_only_has_nothing_open(bool oneByOne)
    {
        Story story = Endings().Send("one", "a", "c", "1");
        await using ReportingRoom room = await RoomAsync(story, oneByOne);

        Page<MailboxCounts> page = await room.Mailboxes.ListAsync(new PageRequest(), default);
        Assert.Equal(["b", "c"], page.Items.Select(mailbox => mailbox.AgentId.Value));
        room.Memory.Add(new Story { Now = story.Now }.Acknowledge("b", "again").Fail("b", "waits").Rows);
        await room.CaughtUpAsync();

        page = await room.Mailboxes.ListAsync(new PageRequest(), default);
        Assert.Equal(["c", "b"], page.Items.Select(mailbox => mailbox.AgentId.Value));
    }

    [Fact]
    public async Task Median_and_95th_percentile_are_times_that_half_and_95_of_100_did_not_exceed()
    {
        Story story = new();
        for (int index = 1; index <= 20; index++)
        {
            story.Send($"m{index}", "a", "b", index);
            DateTimeOffset sent = story.Now;
            story.Now = sent.AddMilliseconds((index * 100) - 1_000); // a story's next event comes a second later
            story.Acknowledge("b", $"m{index}");
            story.Now = sent.AddSeconds(10);
        }

        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        AgentStatistics b = (await room.Agents.GetStatisticsAsync(Id("b"), default))!;

        Assert.Equal((1_000L, 1_900L, 1_050.0), (b.MedianDeliveryTimeMs!.Value, b.P95DeliveryTimeMs!.Value, b.AverageDeliveryTimeMs!.Value));
    }

    [Fact]
    public async Task The_average_response_time_is_that_of_the_agents_responses()
    {
        Story story = new Story().Send("m1", "a", "b", "question");
        story.Now = story.Now.AddSeconds(2);
        story.Send("m2", "b", "a", "answer", with: m => m with { ResponseTo = MessageId.Parse("m1") });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Equal(3_000.0, (await room.Agents.GetStatisticsAsync(Id("b"), default))!.AverageResponseTimeMs);
        Assert.Null((await room.Agents.GetStatisticsAsync(Id("a"), default))!.AverageResponseTimeMs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Peers_are_listed_by_how_many_messages_went_between_the_two(bool oneByOne)
    {
        Story story = new Story().Send("c1", "c", "a", "1").Group("g", "a", "b", "c").Send("g1", "a", null, "to both", "g")
            .Send("b1", "a", "b", "1").Send("b2", "b", "a", "2").Send("b3", "a", "b", "3").Send("self", "a", "a", "note");
        DateTimeOffset last = story.Now.AddSeconds(-1);
        story.Acknowledge("b", "b1").Acknowledge("a", "b2").Expire("b", "b3").Acknowledge("a", "self");
        await using ReportingRoom room = await RoomAsync(story, oneByOne);

        Page<AgentPeerStatistics> page = await room.Agents.ListPeersAsync(Id("a"), new PageRequest(), default);

        // b: g1, b1, b2, b3; c: c1, g1; a itself: one message, sent and received.
        Assert.Equal(
            ["b 3+1 acked 2 failed 1 pending 1", "c 1+1 acked 0 failed 0 pending 2", "a 1+1 acked 1 failed 0 pending 0"],
            page.Items.Select(p => $"{p.PeerId} {p.Sent}+{p.Received} acked {p.Acknowledged} failed {p.Failed} pending {p.Pending}"));
        AgentPeerStatistics b = page.Items[0];
        Assert.Equal((4_000L, 4_000L, 4_000.0, last), (
            b.MedianDeliveryTimeMs!.Value, b.P95DeliveryTimeMs!.Value, b.AverageDeliveryTimeMs!.Value, b.LastMessageAt));
        Assert.Null(page.Items[1].MedianDeliveryTimeMs);
        Assert.Equal(3, page.Total);

        AgentPeerStatistics mirrored = (await room.Agents.ListPeersAsync(Id("b"), new PageRequest(), default)).Items.Single();
        Assert.Equal(Json.Of(b with { AgentId = b.PeerId, PeerId = b.AgentId, Sent = b.Received, Received = b.Sent }), Json.Of(mirrored));
    }

    [Fact]
    public async Task Peers_come_in_pages_and_in_the_order_that_is_asked_for()
    {
        Story story = new Story();
        foreach (string peer in new[] { "b", "c", "d" }) story.Send($"to-{peer}", "a", peer, "x");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Page<AgentPeerStatistics> second = await room.Agents.ListPeersAsync(
            Id("a"), new PageRequest { Page = 2, PageSize = 2, OrderBy = "lastMessageAt desc" }, default);

        Assert.Equal((3L, "b"), (second.Total, Assert.Single(second.Items).PeerId.Value));
        Assert.Empty((await room.Agents.ListPeersAsync(Id("nobody"), new PageRequest(), default)).Items);
    }

    [Fact]
    public async Task Delivery_times_are_read_from_an_index_alone_and_without_sorting()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story());

        Dictionary<string, object?> step = Assert.Single(room.Sql($"EXPLAIN QUERY PLAN {DeliveryTimes.NewestOfRecipient}"));
        Assert.EndsWith("USING COVERING INDEX idx_message_to_agent (recipient=?)", (string)step["detail"]!, StringComparison.Ordinal);
    }
}
