using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Conversations;

public sealed class MessagingTests
{
    [Theory]
    [InlineData("direct_7e18f737311b2dc3b2f269dd78396b03")]
    [InlineData("among_7e18f737311b2dc3b2f269dd78396b03")]
    [InlineData("team:red")]
    public async Task Nobody_creates_a_conversation_that_others_have_by_themselves(string id)
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IConversationGrain conversation = cluster.Conversation(id);

        Assert.Equal("id", (await Assert.ThrowsAsync<ValidationException>(
            () => conversation.Create(new() { Title = "mine", CreatedBy = AgentId.Parse("x") }))).Field);
        Assert.Equal("id", (await Assert.ThrowsAsync<ValidationException>(
            () => conversation.Create(new() { Id = ConversationId.Parse(id), Title = "mine", CreatedBy = AgentId.Parse("x") }))).Field);
    }

    [Fact]
    public async Task Message_is_received_once_acknowledged_and_gone()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageView sent = (await cluster.Direct("a", "b").SendDirect(Message("a", "b", "hello"))).Value;

        InboxItem item = Assert.Single(await ReceiveAsync(cluster, "b"));
        Assert.Equal(sent.Id, item.MessageId);
        Assert.Equal(1, item.Attempt);
        Assert.Equal("hello", item.Message.Content.GetString());
        Assert.Equal(cluster.Time.GetUtcNow().AddSeconds(60), item.LeaseExpiresAt);
        Assert.Equal(DeliveryStatus.Acknowledged, (await cluster.Mailbox("b").Acknowledge(new() { MessageId = item.MessageId })).Value.Status);
        Assert.Equal(DeliveryStatus.Acknowledged, (await cluster.Mailbox("b").Acknowledge(new() { MessageId = item.MessageId })).Value.Status);
        Assert.Equal(new MailboxSummary(0, 0, 1, 0, null), await cluster.Mailbox("b").GetSummary());
        await Assert.ThrowsAsync<NotFoundException>(() => cluster.Mailbox("b").Acknowledge(new() { MessageId = MessageId.Parse("other") }));
    }

    [Fact]
    public async Task Unacknowledged_message_comes_back_when_its_lease_ends()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Direct("a", "b").SendDirect(Message("a", "b", "hello"));
        InboxItem first = Assert.Single(await ReceiveAsync(cluster, "b"));
        Assert.Empty((await cluster.Mailbox("b").Receive(new())).Value);
        cluster.Time.Advance(TimeSpan.FromSeconds(61));

        InboxItem second = Assert.Single((await cluster.Mailbox("b").Receive(new())).Value);
        Assert.Equal(first.MessageId, second.MessageId);
        Assert.Equal(2, second.Attempt);
    }

    [Fact]
    public async Task Waiting_receiver_gets_a_message_as_soon_as_it_comes()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        Task<Committed<IReadOnlyList<InboxItem>>> waiting = cluster.Mailbox("b").Receive(new() { Wait = TimeSpan.FromSeconds(20) });
        await cluster.Direct("a", "b").SendDirect(Message("a", "b", "hello"));

        Assert.Single((await waiting).Value);
    }

#if !ORLEANS // Grain timers are the silo's, whose time no test moves on real Orleans.
    [Fact]
    public async Task Waiting_receiver_gets_what_another_did_not_acknowledge_in_time()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Direct("a", "b").SendDirect(Message("a", "b", "hello"));
        await ReceiveAsync(cluster, "b", TimeSpan.FromSeconds(5));
        Task<Committed<IReadOnlyList<InboxItem>>> waiting = cluster.Mailbox("b").Receive(new() { Wait = TimeSpan.FromSeconds(20) });
        await cluster.Mailbox("b").GetSummary();
        cluster.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(2, Assert.Single((await waiting).Value).Attempt);
    }

#endif

    [Fact]
    public async Task Waiting_receiver_goes_empty_when_its_time_is_over_or_it_is_cancelled()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        Task<Committed<IReadOnlyList<InboxItem>>> waiting = cluster.Mailbox("b").Receive(new() { Wait = TimeSpan.FromSeconds(3) });
        await cluster.Mailbox("b").GetSummary();
        await Eventually.TrueAsync(
            () =>
            {
                cluster.Time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(waiting.IsCompleted);
            },
            done => done);
        Assert.Empty((await waiting).Value);

        using var cancellation = new CancellationTokenSource();
        Task<Committed<IReadOnlyList<InboxItem>>> cancelled =
            cluster.Mailbox("b").Receive(new() { Wait = TimeSpan.FromSeconds(20) }, cancellation.Token);
        await cluster.Mailbox("b").GetSummary();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await cluster.Direct("a", "b").SendDirect(Message("a", "b", "hello"));
        Assert.Single(await ReceiveAsync(cluster, "b"));
    }

    [Fact]
    public async Task Messages_of_a_conversation_come_in_order_under_concurrent_senders()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Conversation("c").Create(new()
        {
            Title = "t",
            Participants = [.. Enumerable.Range(0, 8).Select(i => new JoinConversation { AgentId = AgentId.Parse($"a{i}") })],
        });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            for (int n = 0; n < 50; n++) await cluster.Conversation("c").Send(Message($"a{i}", null, $"{i}:{n}"));
        }));

        IReadOnlyList<MessageView> transcript = await cluster.Conversation("c").GetMessages(1, 1_000);
        Assert.Equal(Enumerable.Range(1, 400).Select(i => (long)i), transcript.Select(m => m.Sequence));
        List<InboxItem> inbox = [];
        await cluster.Conversation("c").Dispatch();
        while ((await cluster.Mailbox("a0").Receive(new() { Max = 100 })).Value is { Count: > 0 } items) inbox.AddRange(items);
        Assert.Equal(
            transcript.Where(m => m.From.Value != "a0").Select(m => m.Id),
            inbox.Select(item => item.MessageId));
    }

    [Fact]
    public async Task Urgent_message_overtakes_and_content_is_whatever_json_was_sent()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IConversationGrain direct = cluster.Direct("a", "b");
        await direct.SendDirect(Message("a", "b", "normal"));
        SendMessage urgent = Message("a", "b", "x") with
        {
            Priority = Priority.Urgent,
            Content = JsonDocument.Parse("""{"z":[1,2.50,"\u00e9"]}""").RootElement,
        };
        await direct.SendDirect(urgent);
        await direct.Dispatch();

        IReadOnlyList<InboxItem> items = await ReceiveAsync(cluster, "b");
        Assert.Equal([2L, 1], items.Select(i => i.Message.Sequence));
        Assert.True(JsonElement.DeepEquals(urgent.Content, items[0].Message.Content));
        Assert.Contains("2.50", items[0].Message.Content.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_with_the_callers_own_id_is_sent_once_however_often_it_is_sent()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        SendMessage message = Message("a", "b", "hello") with { Id = MessageId.Parse("m1") };
        Committed<MessageView> first = await cluster.Direct("a", "b").SendDirect(message);
        Committed<MessageView> again = await cluster.Direct("a", "b").SendDirect(message);

        Assert.Equal(first.Value.Sequence, again.Value.Sequence);
        Assert.True(again.Position >= first.Position);
        Assert.Single(await cluster.Direct("a", "b").GetMessages(1, 10));
        ConflictException other = await Assert.ThrowsAsync<ConflictException>(
            () => cluster.Direct("a", "b").SendDirect(message with { Content = Json("bye") }));
        Assert.Equal("message-id-used", other.Code);
        await Assert.ThrowsAsync<ConflictException>(
            () => cluster.Direct("a", "c").SendDirect(message with { To = AgentId.Parse("c") }));
    }

    [Fact]
    public async Task Edited_message_is_received_as_it_is_now_and_only_its_sender_edits_it()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IConversationGrain direct = cluster.Direct("a", "b");
        MessageView sent = (await direct.SendDirect(Message("a", "b", "draft"))).Value;
        var edit = new EditMessage { MessageId = sent.Id, Sequence = 1, AgentId = AgentId.Parse("a"), Content = Json("final") };
        await Assert.ThrowsAsync<ForbiddenException>(() => direct.Edit(edit with { AgentId = AgentId.Parse("b") }));
        Committed<MessageView> edited = await direct.Edit(edit);
        Assert.Equal(1, edited.Value.EditCount);
        Assert.Equal(2, (await direct.Edit(edit)).Value.EditCount);
        await direct.Dispatch();

        Assert.Equal("final", Assert.Single(await ReceiveAsync(cluster, "b")).Message.Content.GetString());
        Assert.Equal("final", Assert.Single(await direct.GetMessages(1, 10)).Content.GetString());
    }

    [Fact]
    public async Task Message_committed_before_a_crash_reaches_the_mailbox_after_it_in_order()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        await first.Direct("a", "b").SendDirect(Message("a", "b", "one"));
        await first.Direct("a", "b").Dispatch();
        first.Journal.Refuse("mailbox/b", new Orchestrator.Journal.JournalConflictException("mailbox/b", 2));
        await first.Direct("a", "b").SendDirect(Message("a", "b", "two"));
        await first.Direct("a", "b").SendDirect(Message("a", "b", "three"));
        await using OrchestratorCluster second = await first.RestartAsync();

        // The next message must not overtake what the crash left behind.
        await second.Direct("a", "b").SendDirect(Message("a", "b", "four"));
        await second.Direct("a", "b").Dispatch();

        IReadOnlyList<InboxItem> items = await ReceiveAsync(second, "b");
        Assert.Equal(["one", "two", "three", "four"], items.Select(i => i.Message.Content.GetString()));
    }

    [Fact]
    public async Task Long_conversation_and_full_mailbox_survive_a_restart_with_their_snapshots()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        for (int i = 0; i < 700; i++) await first.Direct("a", "b").SendDirect(Message("a", "b", $"{i}"));
        await first.Direct("a", "b").Dispatch();
        await using OrchestratorCluster second = await first.RestartAsync();

        Assert.Equal(700, (await second.Mailbox("b").GetSummary()).Queued);
        Assert.Equal(["0", "1"], (await second.Direct("a", "b").GetMessages(1, 2)).Select(m => m.Content.GetString()));
        Assert.Equal(["698", "699"], (await second.Direct("a", "b").GetMessages(699, 10)).Select(m => m.Content.GetString()));
        List<string?> contents = [];
        while ((await second.Mailbox("b").Receive(new() { Max = 100 })).Value is { Count: > 0 } items)
            contents.AddRange(items.Select(i => i.Message.Content.GetString()));
        Assert.Equal(Enumerable.Range(0, 700).Select(i => $"{i}"), contents);
    }

    [Fact]
    public async Task Participants_read_cursors_and_closing_follow_the_rules()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IConversationGrain conversation = cluster.Conversation("c");
        await conversation.Create(new() { Title = "t", Participants = [new() { AgentId = AgentId.Parse("a"), Role = "lead" }] });
        ForbiddenException stranger = await Assert.ThrowsAsync<ForbiddenException>(() => conversation.Send(Message("x", null, "hi")));
        Assert.Equal("not-a-participant", stranger.Code);
        await conversation.Join(new() { AgentId = AgentId.Parse("b") });
        await conversation.Send(Message("a", null, "1"));
        await conversation.Send(Message("a", null, "2"));
        ConversationView read = (await conversation.MarkRead(new() { AgentId = AgentId.Parse("b"), Sequence = 2 })).Value;
        Assert.Equal(2, read.Participants.Single(p => p.AgentId.Value == "b").LastReadSequence);
        ConversationView back = (await conversation.MarkRead(new() { AgentId = AgentId.Parse("b"), Sequence = 1 })).Value;
        Assert.Equal(2, back.Participants.Single(p => p.AgentId.Value == "b").LastReadSequence);
        await Assert.ThrowsAsync<ValidationException>(() => conversation.MarkRead(new() { AgentId = AgentId.Parse("b"), Sequence = 3 }));
        await conversation.Leave(AgentId.Parse("b"));
        await conversation.Complete();
        ConflictException closed = await Assert.ThrowsAsync<ConflictException>(() => conversation.Send(Message("a", null, "3")));
        Assert.Contains("completed", closed.Message, StringComparison.Ordinal);
        Assert.Equal(ConversationStatus.Archived, (await conversation.Archive()).Value.Status);
    }

    private static async Task<IReadOnlyList<InboxItem>> ReceiveAsync(OrchestratorCluster cluster, string agent, TimeSpan? lease = null) =>
        await Eventually.TrueAsync(
            async () => (await cluster.Mailbox(agent).Receive(new() { Max = 100, Lease = lease ?? TimeSpan.FromSeconds(60) })).Value,
            items => items.Count > 0);

    private static SendMessage Message(string from, string? to, string content) => new()
    {
        From = AgentId.Parse(from),
        To = to is null ? null : AgentId.Parse(to),
        Content = Json(content),
    };

    private static JsonElement Json(string text) => JsonSerializer.SerializeToElement(text);
}
