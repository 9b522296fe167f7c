using System.Collections.Concurrent;
using Orchestrator.Client;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Agents;

/// <summary>Agents on the client library whose host is killed and started again under them.</summary>
[Collection(HeavyTests.Name)]
public sealed class SurvivingAgentTests : IDisposable
{
    private const int Kills = 3;
    private const int MessagesBetween = 40;

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, int> _received = [];
    private readonly int _port = Ports.Free();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inbox_and_sends_go_on_when_the_host_is_killed_and_comes_back()
    {
        HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        try
        {
            await using OrchestratorConnection connection = await OrchestratorConnection.OpenAsync(Configure);
            await using AgentConnection reader = await connection.RegisterAsync(Agent("reader"));
            await using AgentConnection writer = await connection.RegisterAsync(Agent("writer"));
            var states = new ConcurrentQueue<ConnectionState>();
            reader.ConnectionStateChanged += (_, change) => states.Enqueue(change.Current);
            using var stop = new CancellationTokenSource();
            Task reading = ReadAsync(reader, stop.Token);
            List<string> sent = [];
            for (int kill = 0; kill < Kills; kill++)
            {
                sent.AddRange(await SendAsync(writer, sent.Count));
                Task<IReadOnlyList<string>> meanwhile = SendAsync(writer, sent.Count);
                await host.KillAsync();
                await host.DisposeAsync();
                host = await HostProcess.StartAsync(_folder.Data, _port);
                sent.AddRange(await meanwhile.WaitAsync(ChildProgram.Patience));
            }

            await Eventually.IsTrueAsync(() => _received.Count == sent.Count, "the reader has all messages");
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

            Assert.Equal(sent.Order(StringComparer.Ordinal), _received.Keys.Order(StringComparer.Ordinal));
            Assert.Contains(ConnectionState.Reconnecting, states);
            Assert.Equal(ConnectionState.Connected, reader.ConnectionState);
            Assert.Equal(AgentStatus.Active, (await connection.GetAgentAsync(reader.AgentId)).Status);
            Assert.Equal(1, (await connection.GetAgentAsync(reader.AgentId)).Epoch);
            await AssertTranscriptAsync(connection, sent);
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_agent_may_start_before_its_host()
    {
        Task<OrchestratorConnection> opening = OrchestratorConnection.OpenAsync(Configure);
        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        await using OrchestratorConnection connection = await opening.WaitAsync(ChildProgram.Patience);

        await using AgentConnection agent = await connection.RegisterAsync(Agent("early"));

        Assert.Equal(AgentStatus.Active, agent.Agent.Status);
    }

    [Fact]
    public async Task A_host_that_stops_while_agents_wait_stops_in_time()
    {
        HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        await using (host)
        {
            await using OrchestratorConnection connection = await OrchestratorConnection.OpenAsync(options =>
            {
                Configure(options);
                options.SignOffTimeout = TimeSpan.FromMilliseconds(100);
            });
            await using AgentConnection reader = await connection.RegisterAsync(Agent("reader"));
            using var stop = new CancellationTokenSource();
            Task reading = ReadAsync(reader, stop.Token);

            (int code, TimeSpan took) = await host.TerminateAsync().WaitAsync(ChildProgram.Patience);

            Assert.Equal(0, code);
            Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        }
    }

    private async Task ReadAsync(AgentConnection reader, CancellationToken stop)
    {
        await foreach (ReceivedMessage message in reader.InboxAsync(new InboxOptions { Lease = TimeSpan.FromSeconds(3) }, stop))
        {
            _received.AddOrUpdate(message.Text, 1, (_, times) => times + 1);
            await message.AckAsync(stop);
        }
    }

    private static async Task<IReadOnlyList<string>> SendAsync(AgentConnection writer, int from)
    {
        List<string> sent = [];
        for (int n = from; n < from + MessagesBetween; n++)
        {
            string text = $"message {n}";
            await writer.SendAsync(AgentId.Parse("reader"), text);
            sent.Add(text);
        }

        return sent;
    }

    private static async Task AssertTranscriptAsync(OrchestratorConnection connection, List<string> sent)
    {
        List<string> transcript = [];
        await foreach (MessageView message in connection.Conversations.GetTranscriptAsync(ConversationId.Direct(AgentId.Parse("writer"), AgentId.Parse("reader"))))
            transcript.Add(message.Content.GetString()!);
        Assert.Equal(sent, transcript);
    }

    private void Configure(OrchestratorClientOptions options)
    {
        options.Endpoint = new Uri($"http://127.0.0.1:{_port}");
        options.HeartbeatInterval = TimeSpan.FromSeconds(1);
        options.ReconnectMaxDelay = TimeSpan.FromSeconds(1);
    }

    private static RegisterAgent Agent(string name) => new() { Id = AgentId.Parse(name), Name = name, Type = "test" };
}
