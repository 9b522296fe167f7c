using System.Threading.Channels;
using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Client.Tests.Connecting;

public sealed class RestartTests
{
    [Fact]
    public async Task An_inbox_goes_on_when_the_host_comes_back()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(host);
        await using AgentConnection sender = await RegisterAsync(client);
        await using AgentConnection receiver = await RegisterAsync(client);
        Channel<ReceivedMessage> received = Channel.CreateUnbounded<ReceivedMessage>();
        using var stop = new CancellationTokenSource();
        Task reading = ReadAsync(receiver, received.Writer, stop.Token);

        await sender.SendAsync(receiver.AgentId, "before");
        Assert.Equal("before", (await received.Reader.ReadAsync(Eventually.Patient())).Text);
        await host.StopAsync();
        await Eventually.TrueAsync(() => receiver.ConnectionState == ConnectionState.Reconnecting, "the outage is seen");
        await host.StartAgainAsync();
        await sender.SendAsync(receiver.AgentId, "after");

        Assert.Equal("after", (await received.Reader.ReadAsync(Eventually.Patient())).Text);
        Assert.Equal(ConnectionState.Connected, receiver.ConnectionState);
        Assert.Equal(1, receiver.Epoch);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task A_message_sent_while_the_host_is_away_arrives_once()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(
            host, configure: options => options.CallTimeout = TimeSpan.FromSeconds(1));
        await using AgentConnection sender = await RegisterAsync(client);
        await using AgentConnection receiver = await RegisterAsync(client);
        await host.StopAsync();

        Task<Committed<MessageView>> sending = sender.SendAsync(receiver.AgentId, "patience");
        await Eventually.TrueAsync(() => sender.ConnectionState == ConnectionState.Reconnecting, "the first attempt failed");
        await host.StartAgainAsync();

        Committed<MessageView> sent = await sending;
        MessageView only = Assert.Single(await sender.GetTranscriptAsync(receiver.AgentId).ToListAsync());
        Assert.Equal(sent.Value.Id, only.Id);
    }

    [Fact]
    public async Task What_was_leased_before_a_restart_and_not_acknowledged_comes_back()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(host);
        await using AgentConnection sender = await RegisterAsync(client);
        await using AgentConnection receiver = await RegisterAsync(client);
        var oneSecond = new InboxOptions { Lease = TimeSpan.FromSeconds(1) };
        await sender.SendAsync(receiver.AgentId, "kept");

        ReceivedMessage first = await NextAsync(receiver, oneSecond);
        await host.StopAsync();
        await host.StartAgainAsync();
        ReceivedMessage second = await NextAsync(receiver, oneSecond);
        await second.AckAsync();

        Assert.Equal((first.Id, 2), (second.Id, second.Attempt));
        Assert.Equal(0, (await receiver.GetInboxSummaryAsync()).Queued);
    }

    [Fact]
    public async Task A_call_to_a_host_that_stays_away_fails_as_unavailable()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(
            host,
            configure: options =>
            {
                options.CallTimeout = TimeSpan.FromMilliseconds(300);
                options.RetryFor = TimeSpan.FromSeconds(1);
            });
        await using AgentConnection agent = await RegisterAsync(client);
        await host.StopAsync();

        await Assert.ThrowsAsync<UnavailableException>(() => client.Client.GetAgentAsync(agent.AgentId));
    }

    [Fact]
    public async Task Disposal_without_a_host_ends_in_time()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(
            host, configure: options => options.SignOffTimeout = TimeSpan.FromMilliseconds(200));
        AgentConnection agent = await RegisterAsync(client);
        await host.StopAsync();

        await agent.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(ConnectionState.Closed, agent.ConnectionState);
    }

    private static Task<AgentConnection> RegisterAsync(TestClient client) =>
        client.Client.RegisterAsync(new RegisterAgent { Name = "tester" });

    private static async Task ReadAsync(
        AgentConnection agent, ChannelWriter<ReceivedMessage> received, CancellationToken cancellationToken)
    {
        await foreach (ReceivedMessage message in agent.InboxAsync(cancellationToken: cancellationToken))
        {
            await message.AckAsync(cancellationToken);
            await received.WriteAsync(message, cancellationToken);
        }
    }

    private static async Task<ReceivedMessage> NextAsync(AgentConnection agent, InboxOptions options)
    {
        await foreach (ReceivedMessage message in agent.InboxAsync(options, Eventually.Patient())) return message;
        throw new InvalidOperationException("the inbox ended");
    }
}
