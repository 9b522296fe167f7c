using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Client.Tests.Conversations;

public sealed class ConversationTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    [Fact]
    public async Task All_other_participants_receive_what_one_says()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection one = await RegisterAsync(client);
        await using AgentConnection two = await RegisterAsync(client);
        await using AgentConnection three = await RegisterAsync(client);
        ConversationView conversation = await client.Client.Conversations.CreateAsync(new CreateConversation { Title = "stand-up" });
        foreach (AgentConnection agent in (AgentConnection[])[one, two, three]) await agent.JoinAsync(conversation.Id);

        await one.SendAsync(conversation.Id, "good morning");

        foreach (AgentConnection agent in (AgentConnection[])[two, three])
            Assert.Equal("good morning", (await FirstAsync(agent)).Text);
    }

    [Fact]
    public async Task Reading_moves_the_cursor_and_joining_again_changes_nothing()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await RegisterAsync(client);
        ConversationView conversation = await client.Client.Conversations.CreateAsync(new CreateConversation { Title = "notes" });
        await agent.JoinAsync(conversation.Id, "scribe");
        await agent.SendAsync(conversation.Id, "first");

        await agent.MarkReadAsync(conversation.Id, 1);
        await agent.MarkReadAsync(conversation.Id, 0);
        await agent.JoinAsync(conversation.Id, "scribe");

        ParticipantView me = Assert.Single((await client.Client.Conversations.GetAsync(conversation.Id)).Participants);
        Assert.Equal(("scribe", 1L), (me.Role, me.LastReadSequence));
    }

    [Fact]
    public async Task A_transcript_longer_than_a_page_is_read_whole()
    {
        const int Count = 450;
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await RegisterAsync(client);
        ConversationView conversation = await client.Client.Conversations.CreateAsync(new CreateConversation
        {
            Title = "long",
            Participants = [new JoinConversation { AgentId = agent.AgentId }],
        });
        await Task.WhenAll(Enumerable.Range(1, Count).Select(i => agent.SendAsync(conversation.Id, $"{i}")));

        List<MessageView> transcript = await agent.GetTranscriptAsync(conversation.Id).ToListAsync();

        Assert.Equal(Enumerable.Range(1, Count).Select(i => (long)i), transcript.Select(message => message.Sequence));
    }

    [Fact]
    public async Task A_conversation_whose_creation_lost_its_answer_exists_once()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        client.Calls.LoseAnswers(nameof(IConversationGrain.Create));

        ConversationView created = await client.Client.Conversations.CreateAsync(new CreateConversation { Title = "once" });

        Assert.Equal("once", (await client.Client.Conversations.GetAsync(created.Id)).Title);
    }

    [Fact]
    public async Task A_closed_conversation_takes_no_more()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await RegisterAsync(client);
        ConversationView conversation = await client.Client.Conversations.CreateAsync(new CreateConversation { Title = "closed" });
        await agent.JoinAsync(conversation.Id);
        await client.Client.Conversations.CompleteAsync(conversation.Id);

        await Assert.ThrowsAsync<ConflictException>(() => agent.SendAsync(conversation.Id, "too late"));
    }

    private static Task<AgentConnection> RegisterAsync(TestClient client) =>
        client.Client.RegisterAsync(new RegisterAgent { Name = "tester" });

    private static async Task<ReceivedMessage> FirstAsync(AgentConnection agent)
    {
        await foreach (ReceivedMessage message in agent.InboxAsync(cancellationToken: Eventually.Patient())) return message;
        throw new InvalidOperationException("the inbox ended");
    }
}
