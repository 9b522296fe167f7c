using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Client.Tests.Messages;

public sealed class AskingTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_answer_is_the_calls_and_does_not_come_into_the_inbox()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection asker = await RegisterAsync(client);
        await using AgentConnection expert = await RegisterAsync(client);
        Task<MessageView> asking = asker.AskAsync(expert.AgentId, "what?", Patience);

        ReceivedMessage question = await NextAsync(expert);
        MessageView responded = await question.RespondAsync("42");
        MessageView answer = await asking;

        Assert.Equal((MessageType.Request, true), (question.Message.Type, question.Message.RequiresResponse));
        Assert.Equal((responded.Id, question.Id, "42"), (answer.Id, answer.ResponseTo, answer.Content.GetString()));
        MailboxSummary inbox = await asker.GetInboxSummaryAsync();
        Assert.Equal((0, 0, 1L), (inbox.Queued, inbox.Leased, inbox.Acknowledged));
    }

    [Fact]
    public async Task Without_an_answer_in_time_it_fails_and_a_late_one_comes_into_the_inbox()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection asker = await RegisterAsync(client);
        await using AgentConnection expert = await RegisterAsync(client);

        await Assert.ThrowsAsync<DeadlineExceededException>(() => asker.AskAsync(expert.AgentId, "what?", TimeSpan.FromSeconds(0.2)));
        await (await NextAsync(expert)).RespondAsync("late");

        Assert.Equal("late", (await NextAsync(asker)).Text);
    }

    [Fact]
    public async Task An_answer_of_the_host_that_is_lost_is_asked_for_again()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection asker = await RegisterAsync(client);
        await using AgentConnection expert = await RegisterAsync(client);
        client.Calls.LoseAnswers(nameof(IConversationGrain.SendDirect));
        client.Calls.LoseAnswers(nameof(IMailboxGrain.WaitForResponse));
        Task<MessageView> asking = asker.AskAsync(expert.AgentId, "what?", Patience);

        await (await NextAsync(expert)).RespondAsync("42");

        Assert.Equal("42", (await asking).Content.GetString());
        Assert.Single(await asker.GetTranscriptAsync(expert.AgentId).ToListAsync(), message => message.ResponseTo is null);
    }

    [Fact]
    public async Task An_answer_that_nobody_waits_for_any_more_comes_into_the_inbox_after_the_deadline()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection asker = await RegisterAsync(client);
        await using AgentConnection expert = await RegisterAsync(client);
        using var leaving = new CancellationTokenSource();
        Task<MessageView> asking = asker.AskAsync(expert.AgentId, "what?", TimeSpan.FromSeconds(2), leaving.Token);
        ReceivedMessage question = await NextAsync(expert);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);

        await question.RespondAsync("for later");

        Assert.Equal("for later", (await NextAsync(asker)).Text);
    }

    [Fact]
    public async Task A_question_survives_a_restart_of_the_host()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(host);
        await using AgentConnection asker = await RegisterAsync(client);
        await using AgentConnection expert = await RegisterAsync(client);
        Task<MessageView> asking = asker.AskAsync(expert.AgentId, "what?", TimeSpan.FromMinutes(1));
        ReceivedMessage question = await NextAsync(expert);
        await host.StopAsync();
        await host.StartAgainAsync();

        await question.RespondAsync("42");

        Assert.Equal("42", (await asking.WaitAsync(TimeSpan.FromSeconds(30))).Content.GetString());
    }

    private static Task<AgentConnection> RegisterAsync(TestClient client) =>
        client.Client.RegisterAsync(new RegisterAgent { Name = "tester" });

    private static async Task<ReceivedMessage> NextAsync(AgentConnection agent)
    {
        await foreach (ReceivedMessage message in agent.InboxAsync(cancellationToken: Eventually.Patient())) return message;
        throw new InvalidOperationException("the inbox ended");
    }
}
