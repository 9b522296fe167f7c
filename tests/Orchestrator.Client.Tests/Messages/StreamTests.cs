using System.Threading.Channels;
using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Client.Tests.Messages;

/// <summary>Messages that the host pushes, and what becomes of an inbox whose agent registered elsewhere.</summary>
public sealed class StreamTests
{
    private static readonly InboxOptions Pushed = new() { Push = true, Max = 5 };

    [Fact]
    public async Task Messages_are_pushed_as_they_come_also_after_a_restart_of_the_host()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(host);
        await using AgentConnection sender = await RegisterAsync(client, "sender");
        await using AgentConnection receiver = await RegisterAsync(client, "receiver");
        Channel<ReceivedMessage> received = Channel.CreateUnbounded<ReceivedMessage>();
        using var stop = new CancellationTokenSource();
        Task reading = ReadAsync(receiver, Pushed, received.Writer, stop.Token);

        await sender.SendAsync(receiver.AgentId, "before");
        Assert.Equal("before", (await received.Reader.ReadAsync(Eventually.Patient())).Text);
        await host.StopAsync();
        await host.StartAgainAsync();
        for (int i = 0; i < 12; i++) await sender.SendAsync(receiver.AgentId, $"after {i}");

        for (int i = 0; i < 12; i++) Assert.Equal($"after {i}", (await received.Reader.ReadAsync(Eventually.Patient())).Text);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_older_processs_inbox_ends_when_the_agent_registers_elsewhere(bool push)
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient one = await TestClient.ConnectAsync(host);
        await using TestClient other = await TestClient.ConnectAsync(host);
        await using AgentConnection sender = await RegisterAsync(one, "sender");
        await using AgentConnection old = await RegisterAsync(one, "worker");
        Channel<ReceivedMessage> received = Channel.CreateUnbounded<ReceivedMessage>();
        Task reading = ReadAsync(old, Pushed with { Push = push }, received.Writer, CancellationToken.None);
        await sender.SendAsync(old.AgentId, "first");
        Assert.Equal("first", (await received.Reader.ReadAsync(Eventually.Patient())).Text);

        await using AgentConnection successor = await RegisterAsync(other, "worker");
        ConflictException ended = await Assert.ThrowsAsync<ConflictException>(() => reading.WaitAsync(TimeSpan.FromSeconds(20)));
        await sender.SendAsync(old.AgentId, "second");
        await foreach (ReceivedMessage message in successor.InboxAsync(Pushed with { Push = push }, Eventually.Patient()))
        {
            Assert.Equal("second", message.Text);
            await message.AckAsync();
            break;
        }

        Assert.Equal("stale-incarnation", ended.Code);
        Assert.Equal(ConnectionState.Superseded, old.ConnectionState);
    }

    [Fact]
    public async Task What_an_older_process_has_in_hand_is_its_successors_and_its_end_is_refused()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(host);
        await using AgentConnection sender = await RegisterAsync(client, "sender");
        await using AgentConnection old = await RegisterAsync(client, "worker");
        await sender.SendAsync(old.AgentId, "work");
        ReceivedMessage taken = await NextAsync(old);

        await using AgentConnection successor = await RegisterAsync(client, "worker");
        ReceivedMessage again = await NextAsync(successor);
        ConflictException refused = await Assert.ThrowsAsync<ConflictException>(() => taken.AckAsync());
        await again.AckAsync();

        Assert.Equal((taken.Id, 2), (again.Id, again.Attempt));
        Assert.Equal("stale-incarnation", refused.Code);
    }

    [Fact]
    public async Task Disposing_the_connection_ends_its_stream_without_an_error()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(host);
        AgentConnection receiver = await RegisterAsync(client, "receiver");
        Task<List<ReceivedMessage>> reading = receiver.InboxAsync(Pushed).ToListAsync().AsTask();

        await receiver.DisposeAsync();

        Assert.Empty(await reading.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_message_given_back_is_pushed_once_more_also_when_the_answer_is_lost()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(host);
        await using AgentConnection sender = await RegisterAsync(client, "sender");
        await using AgentConnection receiver = await RegisterAsync(client, "receiver");
        await sender.SendAsync(receiver.AgentId, "hard");
        client.Calls.LoseAnswers(nameof(IMailboxGrain.Return));

        int pushed = 0;
        await foreach (ReceivedMessage message in receiver.InboxAsync(Pushed, Eventually.Patient()))
        {
            pushed = message.Attempt;
            if (pushed > 1) break;
            await message.NackAsync(TimeSpan.Zero);
        }

        Assert.Equal(2, pushed);
        Assert.Equal(2, client.Calls.Count(nameof(IMailboxGrain.Return)));
        using var http = new HttpClient();
        string journal = await http.GetStringAsync(new Uri(host.Url, "/api/v1/journal?after=0&limit=1000"));
        Assert.Equal(2, journal.Split("\"event\":\"messages-returned\"").Length);
    }

    private static Task<AgentConnection> RegisterAsync(TestClient client, string id) =>
        client.Client.RegisterAsync(new RegisterAgent { Id = AgentId.Parse(id), Name = id });

    private static async Task ReadAsync(
        AgentConnection agent, InboxOptions options, ChannelWriter<ReceivedMessage> received, CancellationToken cancellationToken)
    {
        await foreach (ReceivedMessage message in agent.InboxAsync(options, cancellationToken))
        {
            await message.AckAsync(cancellationToken);
            await received.WriteAsync(message, cancellationToken);
        }
    }

    private static async Task<ReceivedMessage> NextAsync(AgentConnection agent)
    {
        await foreach (ReceivedMessage message in agent.InboxAsync(cancellationToken: Eventually.Patient())) return message;
        throw new InvalidOperationException("the inbox ended");
    }
}
