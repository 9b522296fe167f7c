using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Mailboxes;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Mailboxes;

/// <summary>Each in one batch, and each with a batch for every row.</summary>
public sealed class DeliveryTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly string Conversation = ConversationId.Direct(AgentId.Parse("a"), AgentId.Parse("b")).Value;

    private static Task<ReportingRoom> RoomAsync(Story story, bool oneByOne) =>
        ReportingRoom.OfAsync(story, options => options.BatchRows = oneByOne ? 1 : 1000);

    private static async Task<MessageDelivery> DeliveryAsync(ReportingRoom room, string message) =>
        Assert.Single(await room.Messages.GetDeliveriesAsync(MessageId.Parse(message), default));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delivery_is_followed_from_pending_to_acknowledged(bool oneByOne)
    {
        Story story = new Story().Send("m1", "a", "b", "hello");
        DateTimeOffset sent = story.Now;
        await using (ReportingRoom room = await RoomAsync(story, oneByOne))
        {
            MessageDelivery pending = await DeliveryAsync(room, "m1");
            Assert.Equal((DeliveryStatus.Pending, 0, sent), (pending.Status, pending.Attempts, pending.SentAt));
            Assert.Equal(0L, room.Scalar("SELECT processed FROM messages"));
        }

        story.Queue("b", Conversation, "m1");
        DateTimeOffset queued = story.Now;
        story.Lease("b", TimeSpan.FromSeconds(30), "m1").Lease("b", TimeSpan.FromSeconds(60), "m1");
        DateTimeOffset until = story.Now.AddSeconds(60);
        await using (ReportingRoom room = await RoomAsync(story, oneByOne))
        {
            MessageDelivery leased = await DeliveryAsync(room, "m1");
            Assert.Equal((DeliveryStatus.Leased, 2, queued, until), (leased.Status, leased.Attempts, leased.QueuedAt!.Value, leased.LeasedUntil!.Value));
            Assert.Equal(1L, room.Scalar("SELECT retry_count FROM messages"));
        }

        story.Acknowledge("b", "m1").Acknowledge("b", "m1");
        await using (ReportingRoom room = await RoomAsync(story, oneByOne))
        {
            MessageDelivery done = await DeliveryAsync(room, "m1");
            Assert.Equal((DeliveryStatus.Acknowledged, 4000L, 2), (done.Status, done.DeliveryMs!.Value, done.Attempts));
            Dictionary<string, object?> row = room.Sql("SELECT processed, delivered, delivered_at, status FROM messages").Single();
            Assert.Equal((1L, 1L, "delivered"), (row["processed"], row["delivered"], row["status"]));
            Assert.Equal("2026-11-20 08:00:05.000", row["delivered_at"]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_to_all_is_for_those_who_take_part_at_that_moment(bool oneByOne)
    {
        Story story = new Story().Group("c1", "a", "b", "c").Send("m1", "a", null, "1", "c1");
        story.Conversation("c1", at => new ParticipantLeft { At = at, AgentId = AgentId.Parse("b") });
        story.Conversation("c1", at => new ParticipantJoined { At = at, AgentId = AgentId.Parse("d"), Role = "participant" });
        story.Send("m2", "a", null, "2", "c1");
        story.Acknowledge("b", "m1");
        await using ReportingRoom room = await RoomAsync(story, oneByOne);

        async Task<string> Recipients(string message) => string.Join(
            ' ', (await room.Messages.GetDeliveriesAsync(MessageId.Parse(message), default)).Select(d => $"{d.Recipient}:{d.Status}"));

        Assert.Equal("b:Acknowledged c:Pending", await Recipients("m1"));
        Assert.Equal("c:Pending d:Pending", await Recipients("m2"));
        Assert.Equal(0L, room.Scalar("SELECT processed FROM messages WHERE id = 'm1'"));
        room.Memory.Add(new Story { Now = story.Now }.Acknowledge("c", "m1").Rows);
        await room.CaughtUpAsync();
        Assert.Equal(1L, room.Scalar("SELECT processed FROM messages WHERE id = 'm1'"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_to_oneself_is_delivered_and_one_to_nobody_has_nothing_left_to_do(bool oneByOne)
    {
        Story story = new Story().Send("self", "a", "a", "note").Group("c1", "a").Send("alone", "a", null, "anyone?", "c1");
        await using ReportingRoom room = await RoomAsync(story, oneByOne);

        Assert.Equal("a", (await DeliveryAsync(room, "self")).Recipient.Value);
        Assert.Empty(await room.Messages.GetDeliveriesAsync(MessageId.Parse("alone"), default));
        Assert.Equal(1L, room.Scalar("SELECT processed FROM messages WHERE id = 'alone'"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_id_that_is_taken_stalls_nothing_and_stays_the_first_message_s(bool oneByOne)
    {
        Story story = new Story().Send("m1", "a", "b", "first").Send("m1", "a", "b", "second").Send("m1", "x", "y", "third");
        story.Conversation(Conversation, at => new MessageEdited
        {
            At = at,
            Id = MessageId.Parse("m1"),
            Sequence = 2,
            EditCount = 1,
            Content = Json.Parse("\"second, edited\""),
        });
        story.Queue("b", Conversation, "m1", "m1").Acknowledge("b", "m1").Acknowledge("b", "m1").Acknowledge("y", "m1");
        await using ReportingRoom room = await RoomAsync(story, oneByOne);

        Assert.Equal("first", (await room.Messages.GetAsync(MessageId.Parse("m1"), default))!.Content.GetString());
        Assert.Equal((DeliveryStatus.Acknowledged, "b"), ((await DeliveryAsync(room, "m1")).Status, (await DeliveryAsync(room, "m1")).Recipient.Value));
        Page<MessageView> transcript = await room.Messages.TranscriptAsync(ConversationId.Parse(Conversation), new PageRequest(), default);
        Assert.Equal(["first", "second, edited"], transcript.Items.Select(m => m.Content.GetString()));
        Assert.Single(room.Sql("SELECT * FROM agent_messages"));
        Assert.Single((await room.Search.SearchAsync("edited", null, 10, default)).Items);
    }

    [Fact]
    public async Task What_a_mailbox_says_of_unknown_messages_changes_nothing()
    {
        Story story = new Story().Queue("b", "c1", "x").Lease("b", TimeSpan.FromSeconds(1), "x").Acknowledge("b", "x");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Equal(0L, room.Scalar("SELECT count(*) FROM message_deliveries"));
        Assert.Equal(3, room.Progress.Position);
    }

    [Fact]
    public async Task Conversations_with_pending_deliveries_are_found_once_each_by_age()
    {
        Story story = new Story().Send("m1", "a", "b", "1").Send("m2", "a", "b", "2").Send("m3", "a", "c", "3");
        DateTimeOffset before = story.Now.AddMilliseconds(1);
        story.Send("m4", "a", "d", "4").Queue("c", ConversationId.Direct(AgentId.Parse("a"), AgentId.Parse("c")).Value, "m3");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Assert.Equal([Conversation], (await room.Dispatch.ListUndispatchedAsync(before + Minute, Minute, 10, default)).Select(id => id.Value));
        Assert.Equal(2, (await room.Dispatch.ListUndispatchedAsync(story.Now.AddDays(1), Minute, 10, default)).Count);
        Assert.Single(await room.Dispatch.ListUndispatchedAsync(story.Now.AddDays(1), Minute, 1, default));
        Assert.Empty(await room.Dispatch.ListUndispatchedAsync(Story.Begin, Minute, 10, default));
    }

    // Every minute, on a host with nothing to do and millions of messages.
    [Theory]
    [InlineData(ListUndispatched.Sql)]
    [InlineData(ListOverdue.Sql)]
    public async Task What_the_sweep_looks_for_it_finds_without_reading_all_messages(string sql)
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().Send("m1", "a", "b", "1"));

        string[] plan = [.. room.Sql($"EXPLAIN QUERY PLAN {sql}", "2026", 10, "2027").Select(row => $"{row["detail"]}")];

        string[] indexes = ["idx_deliveries_pending", "idx_messages_unopened_requests", "idx_deliveries_outgoing"]; // of what is open only
        Assert.NotEmpty(plan);
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN me", StringComparison.Ordinal) && !indexes.Any(step.EndsWith));
    }

    // The clock stood ahead, and was set back since.
    [Fact]
    public async Task What_happened_later_than_it_is_now_is_found_for_the_sweep_like_what_is_old()
    {
        DateTimeOffset now = Story.Begin.AddHours(-2);
        Story story = new Story()
            .Send("m1", "a", "b", "1")
            .Send("m2", "a", "c", "2", with: sent => sent with { ResponseDeadline = Story.Begin.AddDays(1) })
            .Queue("c", ConversationId.Direct(AgentId.Parse("a"), AgentId.Parse("c")).Value, "m2") // but the sender's own mailbox knows of no request
            .Register("a")
            .StartSession("s")
            .Session("s", at => new SessionTerminated { At = at, Reason = "crashed" });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        foreach (TimeSpan grace in new[] { TimeSpan.Zero, Minute })
        {
            Assert.Equal(2, (await room.Dispatch.ListUndispatchedAsync(now, grace, 10, default)).Count);
            Assert.Equal(["a"], (await room.Dispatch.ListUnsettledAsync(now, grace, 10, default)).Select(id => id.Value));
            Assert.Equal(["s"], (await room.Dispatch.ListUnsettledSessionsAsync(now, grace, 10, default)).Select(id => id.Value));
        }

        Assert.Empty(await room.Dispatch.ListUnsettledAsync(story.Now, Minute, 10, default));
        Assert.Empty(await room.Dispatch.ListUnsettledSessionsAsync(story.Now, Minute, 10, default));
    }

    [Fact]
    public async Task A_mailbox_is_counted_with_leases_that_ran_out_as_queued()
    {
        Story story = new Story();
        foreach (string message in new[] { "m1", "m2", "m3", "m4", "m5" }) story.Send(message, "a", "b", message);
        story.Queue("b", Conversation, "m1", "m2", "m3", "m4").Lease("b", TimeSpan.FromSeconds(30), "m1", "m2")
            .Lease("b", TimeSpan.FromHours(1), "m3").Acknowledge("b", "m1");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        MailboxCounts counts = await room.Mailboxes.GetAsync(AgentId.Parse("b"), default);
        Assert.Equal((1L, 1L, 2L, 1L), (counts.Pending, counts.Queued, counts.Leased, counts.Acknowledged));
        Assert.Equal(Story.Begin.AddSeconds(2), counts.OldestSentAt);
        room.Time.Now = story.Now.AddMinutes(1);
        counts = await room.Mailboxes.GetAsync(AgentId.Parse("b"), default);
        Assert.Equal((1L, 2L, 1L, 1L), (counts.Pending, counts.Queued, counts.Leased, counts.Acknowledged));
        Assert.Equal(0, (await room.Mailboxes.GetAsync(AgentId.Parse("nobody"), default)).Queued);
    }

    [Fact]
    public async Task Dead_letters_of_an_agent_are_none_of_others_who_were_sent_the_same_message()
    {
        Story story = new Story().Group("c1", "a", "b", "c", "d").Send("m1", "a", null, "1", "c1").Send("m2", "a", null, "2", "c1")
            .Fail("b", "m1").Fail("c", "m1").Acknowledge("d", "m1").DeadLetter("b", "m2").Fail("d", "m2");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Page<MessageDelivery> all = await room.Mailboxes.ListDeadLettersAsync(AgentId.Parse("b"), new PageRequest(), default);
        Assert.Equal(["m2 b DeadLettered", "m1 b Failed"], all.Items.Select(item => $"{item.MessageId} {item.Recipient} {item.Status}"));
        Assert.Equal(2, all.Total);
        Page<MessageDelivery> first = await room.Mailboxes.ListDeadLettersAsync(AgentId.Parse("b"), new PageRequest { PageSize = 1 }, default);
        Assert.Equal(["m2 b"], first.Items.Select(item => $"{item.MessageId} {item.Recipient}"));
    }

    [Fact]
    public async Task Mailboxes_are_listed_by_how_much_waits()
    {
        Story story = new Story().Send("m1", "a", "b", "1").Send("m2", "a", "c", "2").Send("m3", "a", "c", "3").Acknowledge("b", "m1");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Page<MailboxCounts> page = await room.Mailboxes.ListAsync(new PageRequest(), default);

        Assert.Equal(["c 2 0", "b 0 1"], page.Items.Select(m => $"{m.AgentId} {m.Pending} {m.Acknowledged}"));
        Assert.Equal(2, page.Total);
    }
}
