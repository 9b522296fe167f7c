using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Conversations;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Conversations;

public sealed class ConversationTests
{
    private static readonly PageRequest FirstPage = new();

    private static ConversationId Id(string text) => ConversationId.Parse(text);

    private static AgentId Agent(string text) => AgentId.Parse(text);

    [Fact]
    public async Task A_conversation_reads_with_its_participants_and_counts()
    {
        Story story = new Story().Group("c1", "a", "b", "c")
            .Send("m1", "a", null, "one", "c1").Send("m2", "a", "b", "two", "c1").Send("m3", "b", null, "three", "c1");
        story.Conversation("c1", at => new MessagesRead { At = at, AgentId = Agent("c"), Sequence = 2 });
        story.Conversation("c1", at => new ParticipantLeft { At = at, AgentId = Agent("b") });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        ConversationView conversation = (await room.Conversations.GetAsync(Id("c1"), default))!;

        Assert.Equal(("About c1", false, 3L), (conversation.Title, conversation.Direct, conversation.MessageCount));
        Assert.Equal(story.Now, conversation.UpdatedAt);
        Assert.Equal(
            ["a 2 0 True", "b 1 0 False", "c 0 2 True"],
            conversation.Participants.Select(p => $"{p.AgentId} {p.MessageCount} {p.LastReadSequence} {p.LeftAt is null}"));
        Dictionary<string, object?> reader = room.Sql("SELECT * FROM conversation_participants WHERE agent_id = 'c'").Single();
        Assert.Equal(("m2", 1L), (reader["last_read_message_id"], reader["is_active"]));
        Assert.Equal(2L, room.Scalar("SELECT participant_count FROM conversations"));
        Assert.Null(await room.Conversations.GetAsync(Id("none"), default));
    }

    [Fact]
    public async Task An_agent_that_comes_back_keeps_when_it_joined_and_what_it_sent()
    {
        Story story = new Story().Group("c1", "a", "b");
        DateTimeOffset joined = story.Now;
        story.Send("m1", "a", null, "one", "c1");
        story.Conversation("c1", at => new ParticipantLeft { At = at, AgentId = Agent("a") });
        story.Conversation("c1", at => new ParticipantJoined { At = at, AgentId = Agent("a"), Role = "observer" });
        story.Conversation("c1", at => new ParticipantJoined { At = at, AgentId = Agent("b"), Role = "lead" });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        IReadOnlyList<ParticipantView> participants = (await room.Conversations.GetAsync(Id("c1"), default))!.Participants;

        Assert.Equal(["a observer 1", "b lead 0"], participants.Select(p => $"{p.AgentId} {p.Role} {p.MessageCount}"));
        Assert.Equal((joined, null), (participants[0].JoinedAt, participants[0].LeftAt));
        Assert.Equal(2L, room.Scalar("SELECT participant_count FROM conversations"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task What_an_agent_sent_before_it_took_part_is_not_counted_however_rows_are_gathered(int batchRows)
    {
        Story story = new Story().Group("c1", "a").Send("m1", "b", null, "one", "c1").Send("m2", "b", null, "two", "c1");
        story.Conversation("c1", at => new ParticipantJoined { At = at, AgentId = Agent("b"), Role = "member" });
        story.Send("m3", "b", null, "three", "c1");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story, options => options.BatchRows = batchRows);

        IReadOnlyList<ParticipantView> participants = (await room.Conversations.GetAsync(Id("c1"), default))!.Participants;

        Assert.Equal(["a 0", "b 1"], participants.Select(p => $"{p.AgentId} {p.MessageCount}"));
    }

    [Fact]
    public async Task Closing_is_told()
    {
        Story story = new Story().Group("c1", "a");
        story.Conversation("c1", at => new ConversationCompleted { At = at });
        DateTimeOffset completed = story.Now;
        story.Conversation("c1", at => new ConversationArchived { At = at });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        ConversationView conversation = (await room.Conversations.GetAsync(Id("c1"), default))!;

        Assert.Equal((ConversationStatus.Archived, completed), (conversation.Status, conversation.CompletedAt!.Value));
    }

    [Fact]
    public async Task Conversations_are_listed_by_participant_status_session_and_task()
    {
        Story story = new Story().Group("c1", "a", "b").Group("c2", "b");
        story.Conversation("c3", at => new ConversationCreated
        {
            At = at,
            Id = Id("c3"),
            Direct = false,
            Title = "third",
            Description = "d",
            SessionId = SessionId.Parse("s1"),
            TaskId = "task_1",
            CreatedBy = Agent("a"),
            Metadata = Json.Parse("""{"k":[]}"""),
        });
        story.Conversation("c2", at => new ConversationCompleted { At = at });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        async Task<string> List(ConversationFilter filter, string? order = null) => string.Join(
            ' ', (await room.Conversations.ListAsync(filter, new PageRequest { OrderBy = order }, default)).Items.Select(c => c.Id.Value));

        Assert.Equal("c3 c2 c1", await List(new ConversationFilter()));
        Assert.Equal("c2 c3 c1", await List(new ConversationFilter(), "updatedAt desc"));
        Assert.Equal("c2 c1", await List(new ConversationFilter { Participant = Agent("b") }));
        Assert.Equal("c2", await List(new ConversationFilter { Participant = Agent("b"), Status = ConversationStatus.Completed }));
        Assert.Equal("c3", await List(new ConversationFilter { SessionId = SessionId.Parse("s1"), TaskId = "task_1" }));
        ConversationView third = (await room.Conversations.GetAsync(Id("c3"), default))!;
        Assert.Equal(("d", "a", """{"k":[]}"""), (third.Description, third.CreatedBy!.Value.Value, third.Metadata!.Value.GetRawText()));
    }

    [Fact]
    public async Task A_message_reads_as_it_was_sent()
    {
        Story story = new Story().Group("c1", "a", "b").Send("m1", "a", "b", Json.Parse("""{"action": "go", "n": 1.0}"""), "c1", m => m with
        {
            SessionId = SessionId.Parse("s1"),
            Type = MessageType.ProgressReport,
            Priority = Priority.Urgent,
            Tags = ["one", "t\"wo"],
            Context = Json.Parse("""{"why": null}"""),
            ThreadId = "thread",
            ParentMessageId = MessageId.Parse("p0"),
            ResponseTo = MessageId.Parse("r0"),
        });
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        MessageView message = (await room.Messages.GetAsync(MessageId.Parse("m1"), default))!;

        Assert.Equal(
            Json.Of(new MessageView
            {
                Id = MessageId.Parse("m1"),
                ConversationId = Id("c1"),
                Sequence = 1,
                SessionId = SessionId.Parse("s1"),
                From = Agent("a"),
                To = Agent("b"),
                Type = MessageType.ProgressReport,
                Priority = Priority.Urgent,
                Tags = ["one", "t\"wo"],
                Content = Json.Parse("""{"action": "go", "n": 1.0}"""),
                Context = Json.Parse("""{"why": null}"""),
                ThreadId = "thread",
                ParentMessageId = MessageId.Parse("p0"),
                ResponseTo = MessageId.Parse("r0"),
                CreatedAt = story.Now,
            }),
            Json.Of(message));
        Dictionary<string, object?> row = room.Sql("SELECT * FROM messages").Single();
        Assert.Equal("""{"action":"go","n":1.0}""", row["content"]);
        Assert.Equal("""{"why":null,"tags":["one","t\"wo"]}""", row["metadata_json"]);
        Assert.Null(await room.Messages.GetAsync(MessageId.Parse("none"), default));
    }

    [Fact]
    public async Task An_edit_replaces_content_and_says_so_in_the_same_batch_or_later()
    {
        Story story = new Story().Send("m1", "a", "b", "first").Send("m2", "a", "b", "another");
        string conversation = ConversationId.Direct(Agent("a"), Agent("b")).Value;
        MessageEdited Edit(DateTimeOffset at, string id, int count, string content) => new()
        {
            At = at,
            Id = MessageId.Parse(id),
            Sequence = 1,
            EditCount = count,
            Content = Json.Parse(content),
        };
        story.Conversation(conversation, at => Edit(at, "m1", 1, "\"second\""));
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);
        Assert.Equal("second", (await room.Messages.GetAsync(MessageId.Parse("m1"), default))!.Content.GetString());

        Story later = new Story { Now = story.Now };
        later.Conversation(conversation, at => Edit(at, "m1", 2, """{"third":3}"""));
        room.Memory.Add(later.Rows);
        await room.CaughtUpAsync();

        MessageView edited = (await room.Messages.GetAsync(MessageId.Parse("m1"), default))!;
        Assert.Equal(("""{"third":3}""", 2, later.Now), (edited.Content.GetRawText(), edited.EditCount, edited.EditedAt!.Value));
        Assert.Empty((await room.Search.SearchAsync("first", null, 10, default)).Items);
        Assert.Empty((await room.Search.SearchAsync("second", null, 10, default)).Items);
        Assert.Equal("m1", (await room.Search.SearchAsync("third", null, 10, default)).Items.Single().Id);
        Assert.Equal((1L, 2L), (room.Scalar("SELECT is_edited FROM messages WHERE id = 'm1'"), room.Scalar("SELECT edit_count FROM messages WHERE id = 'm1'")));
    }

    [Fact]
    public async Task Messages_are_listed_newest_first_by_any_filter()
    {
        Story story = new Story().Group("c1", "a", "b", "c")
            .Send("m1", "a", null, "1", "c1").Send("m2", "b", "a", "2", "c1", m => m with { Type = MessageType.Request })
            .Send("m3", "a", "b", "3", with: m => m with { SessionId = SessionId.Parse("s1") }).Send("m4", "c", "c", "4");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        async Task<string> List(MessageFilter filter, string? order = null) => string.Join(
            ' ', (await room.Messages.ListAsync(filter, new PageRequest { OrderBy = order }, default)).Items.Select(m => m.Id.Value));

        Assert.Equal("m4 m3 m2 m1", await List(new MessageFilter()));
        Assert.Equal("m1 m2 m3 m4", await List(new MessageFilter(), "createdAt asc"));
        Assert.Equal("m2 m1", await List(new MessageFilter { ConversationId = Id("c1") }));
        Assert.Equal("m3", await List(new MessageFilter { SessionId = SessionId.Parse("s1") }));
        Assert.Equal("m3 m1", await List(new MessageFilter { From = Agent("a") }));
        Assert.Equal("m3 m1", await List(new MessageFilter { To = Agent("b") }));
        Assert.Equal("m4 m1", await List(new MessageFilter { To = Agent("c") }));
        Assert.Equal("m2", await List(new MessageFilter { Type = MessageType.Request, To = Agent("a") }));
    }

    [Fact]
    public async Task Between_two_agents_the_newest_messages_of_both_directions_come_first()
    {
        Story story = new Story().Group("c1", "a", "b").Send("m1", "a", "b", "1").Send("m2", "b", "a", "2")
            .Send("m3", "a", "b", "3", "c1").Send("m4", "a", null, "4", "c1").Send("m5", "a", "x", "5").Send("m6", "a", "a", "6");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        async Task<string> Between(string one, string other, int limit) => string.Join(
            ' ', (await room.Messages.BetweenAsync(Agent(one), Agent(other), limit, default)).Select(m => m.Id.Value));

        Assert.Equal("m3 m2 m1", await Between("a", "b", 50));
        Assert.Equal("m3 m2 m1", await Between("b", "a", 50));
        Assert.Equal("m3 m2", await Between("a", "b", 2));
        Assert.Equal("m6", await Between("a", "a", 50));
    }

    [Fact]
    public async Task A_transcript_is_in_order_and_pages()
    {
        Story story = new Story().Group("c1", "a", "b");
        for (int number = 1; number <= 5; number++) story.Send($"m{number}", "a", null, $"text {number}", "c1");
        await using ReportingRoom room = await ReportingRoom.OfAsync(story);

        Page<MessageView> page = await room.Messages.TranscriptAsync(Id("c1"), new PageRequest { Page = 2, PageSize = 2 }, default);
        Page<MessageView> newest = await room.Messages.TranscriptAsync(Id("c1"), new PageRequest { OrderBy = "sequence desc" }, default);

        Assert.Equal([3L, 4L], page.Items.Select(m => m.Sequence));
        Assert.Equal(5, page.Total);
        Assert.Equal([5L, 4L, 3L, 2L, 1L], newest.Items.Select(m => m.Sequence));
        Assert.Equal(0, (await room.Messages.TranscriptAsync(Id("none"), FirstPage, default)).Total);
    }
}
