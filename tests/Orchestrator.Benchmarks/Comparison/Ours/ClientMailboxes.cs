using Orchestrator.Benchmarks.Load;
using Orchestrator.Client;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Comparison.Ours;

/// <summary>The host in a process of its own, used through the .NET client.</summary>
internal sealed class ClientMailboxes : IQueueSystem
{
    private const int Connections = 2;
    private const int AcksAtOnce = 64;

    private readonly HostProcess _host;
    private readonly List<OrchestratorConnection> _connections = [];
    private AgentConnection[] _senders = [];
    private AgentConnection[] _receivers = [];

    private ClientMailboxes(HostProcess host) => _host = host;

    public static Contender Contender { get; } = new(
        "client",
        "ours, .NET client from another process",
        "WAL, synchronous=FULL: synced before the answer, also of leases and acks",
        $"{Connections} connections that multiplex, a registered agent for each sender and receiver, {Workload.Batch} received at a time, each acked by itself",
        async cancellationToken => await StartAsync(Directory.CreateTempSubdirectory("bench-").FullName, cancellationToken));

    public TimeSpan ReadyAfter => _host.ReadyAfter;

    public static async Task<ClientMailboxes> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var system = new ClientMailboxes(await HostProcess.StartAsync(folder, cancellationToken: cancellationToken));
        return await IQueueSystem.WhenReadyAsync(system, system.ConnectAsync(cancellationToken));
    }

    public Task SendAsync(int producer, int number)
    {
        (AgentId from, AgentId to) = MailboxNames.Of(producer);
        return _senders[producer].SendAsync(Messages.New(from, to, number));
    }

    public async Task ReceiveAsync(int queue, Action<int> acknowledged, CancellationToken stopping)
    {
        List<Task> acks = [];
        await foreach (ReceivedMessage message in _receivers[queue].InboxAsync(new InboxOptions { Max = Workload.Batch }, stopping))
        {
            acks.Add(AcknowledgeAsync(message));
            if (acks.Count < AcksAtOnce) continue;
            await Task.WhenAll(acks);
            acks.Clear();
        }

        async Task AcknowledgeAsync(ReceivedMessage message)
        {
            await message.AckAsync(CancellationToken.None);
            acknowledged(1);
        }
    }

    public Task SettleAsync(CancellationToken cancellationToken) => HostStatus.ProjectedAsync(_host, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_senders.Concat(_receivers).Select(agent => agent.DisposeAsync().AsTask()));
        foreach (OrchestratorConnection connection in _connections) await connection.DisposeAsync();
        await _host.TerminateAsync();
        await _host.DisposeAsync();
        Directory.Delete(_host.Folder, recursive: true);
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < Connections; i++)
            _connections.Add(await OrchestratorConnection.OpenAsync(options => options.Endpoint = _host.Url, cancellationToken: cancellationToken));
        _senders = await RegisterAsync(MailboxNames.Senders, cancellationToken);
        _receivers = await RegisterAsync(MailboxNames.Receivers, cancellationToken);
    }

    private Task<AgentConnection[]> RegisterAsync(AgentId[] agents, CancellationToken cancellationToken) =>
        Task.WhenAll(agents.Select((agent, i) => _connections[i % Connections].RegisterAsync(
            new RegisterAgent { Id = agent, Name = agent.Value }, cancellationToken)));
}
