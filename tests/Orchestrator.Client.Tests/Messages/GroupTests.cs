using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Client.Tests.Messages;

public sealed class GroupTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    private readonly string _team = $"team {Guid.NewGuid():N}";

    private AgentGroup Team => AgentGroup.Parse($"team:{_team}", "to");

    [Fact]
    public async Task All_members_but_the_sender_get_what_is_sent_to_the_group()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection sender = await RegisterAsync(client);
        await using AgentConnection one = await RegisterAsync(client);
        await using AgentConnection two = await RegisterAsync(client);

        MessageView sent = (await sender.SendAsync(Team, "to all")).Value;

        foreach (AgentConnection member in (AgentConnection[])[one, two])
        {
            ReceivedMessage received = await NextAsync(member);
            Assert.Equal((sent.Id, "to all"), (received.Id, received.Text));
            await received.AckAsync();
        }

        MailboxSummary own = await sender.GetInboxSummaryAsync();
        Assert.Equal((0, 0), (own.Queued, own.Leased));
    }

    [Fact]
    public async Task A_list_is_written_to_at_once()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection sender = await RegisterAsync(client);
        await using AgentConnection one = await RegisterAsync(client);
        await using AgentConnection two = await RegisterAsync(client);

        MessageView sent = (await sender.SendAsync(Recipients.Of([one.AgentId, two.AgentId]), "both")).Value;

        Assert.Equal((sent.Id, sent.Id), ((await NextAsync(one)).Id, (await NextAsync(two)).Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Work_for_any_one_of_a_group_is_done_once(bool push)
    {
        const int Messages = 20;
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection sender = await client.Client.RegisterAsync(new RegisterAgent { Name = "boss" });
        await using AgentConnection one = await RegisterAsync(client);
        await using AgentConnection two = await RegisterAsync(client);
        using var stop = new CancellationTokenSource();
        var done = new System.Collections.Concurrent.ConcurrentQueue<MessageId>();
        Task[] working = [WorkAsync(one), WorkAsync(two)];

        var sent = new List<MessageId>();
        for (int i = 0; i < Messages; i++) sent.Add((await sender.SendAsync(Recipients.AnyMemberOf(Team), $"{i}")).Value.Id);
        await Eventually.TrueAsync(() => done.Count >= Messages, "all is done");
        await stop.CancelAsync();
        await Task.WhenAll(working);

        Assert.Equal(sent.Select(id => id.Value).Order(StringComparer.Ordinal), done.Select(id => id.Value).Order(StringComparer.Ordinal));

        async Task WorkAsync(AgentConnection member)
        {
            try
            {
                await foreach (ReceivedMessage message in member.InboxAsync(new InboxOptions { Push = push }, stop.Token))
                {
                    await message.AckAsync(CancellationToken.None);
                    done.Enqueue(message.Id);
                }
            }
            catch (OperationCanceledException)
            {
                // All is done.
            }
        }
    }

    [Fact]
    public async Task A_group_without_members_is_refused()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection sender = await client.Client.RegisterAsync(new RegisterAgent { Name = "boss" });

        ConflictException refusal = await Assert.ThrowsAsync<ConflictException>(() => sender.SendAsync(Team, "x"));

        Assert.Equal("no-recipients", refusal.Code);
    }

    private Task<AgentConnection> RegisterAsync(TestClient client) =>
        client.Client.RegisterAsync(new RegisterAgent { Name = "member", Team = _team });

    private static async Task<ReceivedMessage> NextAsync(AgentConnection agent)
    {
        await foreach (ReceivedMessage message in agent.InboxAsync(cancellationToken: Eventually.Patient())) return message;
        throw new InvalidOperationException("the inbox ended");
    }
}
