using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Client.Tests.Messages;

public sealed class MessagingTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    private static readonly InboxOptions Drain = new() { StopWhenEmpty = true, Wait = TimeSpan.Zero };

    [Fact]
    public async Task A_message_sent_is_received_and_leaves_the_inbox_when_acknowledged()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection sender = await RegisterAsync(client);
        await using AgentConnection receiver = await RegisterAsync(client);

        Committed<MessageView> sent = await sender.SendAsync(receiver.AgentId, "Grüße, \"quoted\"\n", priority: Priority.High);
        ReceivedMessage received = await NextAsync(receiver);
        Assert.Equal(1, (await receiver.GetInboxSummaryAsync()).Leased);
        Committed<DeliveryView> acknowledged = await received.AckAsync();

        Assert.Equal(sent.Value.Id, received.Id);
        Assert.Equal(sender.AgentId, received.From);
        Assert.Equal("Grüße, \"quoted\"\n", received.Text);
        Assert.Equal(Priority.High, received.Message.Priority);
        Assert.Equal(1, received.Attempt);
        Assert.True(acknowledged.Position > sent.Position);
        MailboxSummary summary = await receiver.GetInboxSummaryAsync();
        Assert.Equal((0, 0, 1L), (summary.Queued, summary.Leased, summary.Acknowledged));
    }

    [Fact]
    public async Task An_inbox_waits_for_what_is_sent_later()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection sender = await RegisterAsync(client);
        await using AgentConnection receiver = await RegisterAsync(client);
        Task<ReceivedMessage> waiting = NextAsync(receiver);

        await sender.SendAsync(receiver.AgentId, "at last");

        Assert.Equal("at last", (await waiting).Text);
    }

    [Fact]
    public async Task Urgent_messages_come_first_and_the_others_in_order()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection sender = await RegisterAsync(client);
        await using AgentConnection receiver = await RegisterAsync(client);
        foreach (string text in (string[])["one", "two", "three"]) await sender.SendAsync(receiver.AgentId, text);
        await sender.SendAsync(receiver.AgentId, "fire", priority: Priority.Urgent);
        await Eventually.TrueAsync(async () => (await receiver.GetInboxSummaryAsync()).Queued == 4, "all are in the inbox");

        var texts = new List<string>();
        await foreach (ReceivedMessage message in receiver.InboxAsync(Drain))
        {
            texts.Add(message.Text);
            await message.AckAsync();
        }

        Assert.Equal(["fire", "one", "two", "three"], texts);
    }

    [Fact]
    public async Task What_is_not_acknowledged_comes_back()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection sender = await RegisterAsync(client);
        await using AgentConnection receiver = await RegisterAsync(client);
        await sender.SendAsync(receiver.AgentId, "again");
        var oneSecond = new InboxOptions { Lease = TimeSpan.FromSeconds(1) };

        ReceivedMessage first = await NextAsync(receiver, oneSecond);
        ReceivedMessage second = await NextAsync(receiver, oneSecond);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(2, second.Attempt);
    }

    [Fact]
    public async Task A_message_taken_together_with_others_is_not_handed_on_after_its_lease()
    {
        var time = new ManualTime();
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host, time);
        await using AgentConnection sender = await RegisterAsync(client);
        await using AgentConnection receiver = await RegisterAsync(client);
        await sender.SendAsync(receiver.AgentId, "first");
        await sender.SendAsync(receiver.AgentId, "second");
        await Eventually.TrueAsync(async () => (await receiver.GetInboxSummaryAsync()).Queued == 2, "both are in the inbox");

        var texts = new List<string>();
        await foreach (ReceivedMessage message in receiver.InboxAsync(Drain with { Max = 10, Lease = TimeSpan.FromMinutes(1) }))
        {
            texts.Add(message.Text);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["first"], texts);
    }

    [Fact]
    public async Task A_message_whose_answer_is_lost_stands_in_the_transcript_once()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection sender = await RegisterAsync(client);
        var other = AgentId.Parse($"other-{Guid.NewGuid():N}");
        client.Calls.LoseAnswers(nameof(IConversationGrain.SendDirect), count: 2);

        Committed<MessageView> sent = await sender.SendAsync(other, "once");

        List<MessageView> transcript = await sender.GetTranscriptAsync(other).ToListAsync();
        MessageView only = Assert.Single(transcript);
        Assert.Equal((sent.Value.Id, 1L), (only.Id, only.Sequence));
        Assert.True(sent.Position > 0);
    }

    [Fact]
    public async Task An_own_id_used_for_another_message_is_refused()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection sender = await RegisterAsync(client);
        SendMessage first = Draft(sender, "one") with { Id = MessageId.Parse($"own-{Guid.NewGuid():N}") };
        await sender.SendAsync(first);

        ConflictException refusal = await Assert.ThrowsAsync<ConflictException>(
            () => sender.SendAsync(first with { Content = MessageContent.Of("two") }));

        Assert.Equal("message-id-used", refusal.Code);
    }

    [Fact]
    public async Task An_own_id_used_for_another_message_is_refused_also_when_an_answer_was_lost()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection sender = await RegisterAsync(client);
        SendMessage first = Draft(sender, "one") with { Id = MessageId.Parse($"own-{Guid.NewGuid():N}") };
        await sender.SendAsync(first);
        client.Calls.Cut(nameof(IConversationGrain.SendDirect));

        Task<Committed<MessageView>> sending = sender.SendAsync(first with { Content = MessageContent.Of("two") });
        await Eventually.TrueAsync(() => sender.ConnectionState == ConnectionState.Reconnecting, "the first attempt failed");
        client.Calls.Mend(nameof(IConversationGrain.SendDirect));

        await Assert.ThrowsAsync<ConflictException>(() => sending);
    }

    [Fact]
    public async Task Giving_up_names_the_message_so_that_it_can_be_sent_again()
    {
        await using TestClient client = await TestClient.ConnectAsync(
            fixture.Host, configure: options => options.RetryFor = TimeSpan.FromMilliseconds(50));
        await using AgentConnection sender = await RegisterAsync(client);
        SendMessage message = Draft(sender, "later") with { Id = MessageId.Parse($"own-{Guid.NewGuid():N}") };
        client.Calls.LoseAnswers(nameof(IConversationGrain.SendDirect), count: int.MaxValue);

        UnavailableException failure = await Assert.ThrowsAsync<UnavailableException>(() => sender.SendAsync(message));
        client.Calls.LoseAnswers(nameof(IConversationGrain.SendDirect), count: 0);
        await sender.SendAsync(message);

        Assert.Contains(message.Id!.Value.Value, failure.Message, StringComparison.Ordinal);
        Assert.Single(await sender.GetTranscriptAsync(message.To!.Agent!.Value).ToListAsync());
    }

    [Fact]
    public async Task A_request_is_answered_once_however_often_it_is_worked_on()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection author = await RegisterAsync(client);
        await using AgentConnection reviewer = await RegisterAsync(client);
        Committed<MessageView> request = await author.SendAsync(reviewer.AgentId, "review this", MessageType.Request);
        ReceivedMessage received = await NextAsync(reviewer);

        MessageView first = await received.RespondAsync("looks good");
        MessageView second = await received.RespondAsync("looks bad");
        ReceivedMessage answer = await NextAsync(author);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal("looks good", answer.Text);
        Assert.Equal((MessageType.Response, request.Value.Id), (answer.Message.Type, answer.Message.ResponseTo));
        Assert.Equal(2, (await author.GetTranscriptAsync(reviewer.AgentId).ToListAsync()).Count);
    }

    [Fact]
    public async Task An_agent_sends_in_its_own_name_only()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection sender = await RegisterAsync(client);

        ValidationException refusal = await Assert.ThrowsAsync<ValidationException>(
            () => sender.SendAsync(Draft(sender, "x") with { From = AgentId.Parse("someone") }));

        Assert.Equal("from", refusal.Field);
    }

    [Fact]
    public async Task Cancelling_an_enumeration_ends_it()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection receiver = await RegisterAsync(client);
        using var cancel = new CancellationTokenSource();
        Task<ReceivedMessage> waiting = NextAsync(receiver, cancellationToken: cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Disposing_the_connection_ends_its_inbox_without_an_error()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        AgentConnection receiver = await RegisterAsync(client);
        Task<List<ReceivedMessage>> reading = receiver.InboxAsync().ToListAsync().AsTask();

        await receiver.DisposeAsync();

        Assert.Empty(await reading);
    }

    private static SendMessage Draft(AgentConnection sender, string text) => new()
    {
        From = sender.AgentId,
        To = AgentId.Parse($"nobody-{sender.AgentId}"),
        Content = MessageContent.Of(text),
    };

    private static Task<AgentConnection> RegisterAsync(TestClient client) =>
        client.Client.RegisterAsync(new RegisterAgent { Name = "tester" });

    private static async Task<ReceivedMessage> NextAsync(
        AgentConnection agent, InboxOptions? options = null, CancellationToken? cancellationToken = null)
    {
        await foreach (ReceivedMessage message in agent.InboxAsync(options, cancellationToken ?? Eventually.Patient()))
            return message;
        throw new InvalidOperationException("the inbox ended");
    }
}
