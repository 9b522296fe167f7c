using System.Globalization;
using Orchestrator.Benchmarks.Servers;
using Orchestrator.Testing;
using StackExchange.Redis;

namespace Orchestrator.Benchmarks.Comparison.Peers;

/// <summary>Redis Streams, a stream and a consumer group for each queue; all data stays in memory.</summary>
internal sealed class RedisStreams : IQueueSystem
{
    private const string Program = "redis-server";
    private const string Group = "receivers";
    private const int Connections = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly ServerProcess _server;
    private readonly List<ConnectionMultiplexer> _connections = [];

    private RedisStreams(ServerProcess server) => _server = server;

    public static Contender Contender { get; } = new(
        "redis",
        "Redis Streams",
        "appendfsync always: synced before the answer, also of receivers' acks",
        $"{Connections} connections that pipeline, XADD, XREADGROUP COUNT {Workload.Batch}, XACK of several; nothing is trimmed; all is in memory",
        StartAsync)
    {
        Missing = _ => Task.FromResult(InstalledPrograms.Find(Program) is null ? $"{Program} is not installed" : null),
    };

    public Task SendAsync(int producer, int number) =>
        Database(producer).StreamAddAsync(Key(producer % Workload.Queues), "body", Workload.Body(number));

    public async Task ReceiveAsync(int queue, Action<int> acknowledged, CancellationToken stopping)
    {
        IDatabase database = Database(queue);
        while (!stopping.IsCancellationRequested)
        {
            StreamEntry[] entries = await database.StreamReadGroupAsync(Key(queue), Group, "receiver", StreamPosition.NewMessages, Workload.Batch);
            if (entries.Length > 0)
            {
                await database.StreamAcknowledgeAsync(Key(queue), Group, [.. entries.Select(entry => entry.Id)]);
                acknowledged(entries.Length);
            }

            // On a shared connection nobody can wait within the server.
            if (entries.Length < Workload.Batch / 2) await Task.Delay(Pause, TimeProvider.System, stopping);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ConnectionMultiplexer connection in _connections) await connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static RedisKey Key(int queue) => $"queue-{queue}";

    private static async Task<IQueueSystem> StartAsync(CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("bench-redis-").FullName;
        int port = Ports.Free();
        var system = new RedisStreams(await ServerProcess.StartAsync(
            folder,
            [
                InstalledPrograms.Find(Program)!, "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder,
                "--appendonly", "yes", "--appendfsync", "always", "--save", string.Empty, "--auto-aof-rewrite-percentage", "0",
            ]));
        return await IQueueSystem.WhenReadyAsync(system, system.ConnectAsync(port, cancellationToken));
    }

    private IDatabase Database(int number) => _connections[number % Connections].GetDatabase();

    private async Task ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var options = new ConfigurationOptions { EndPoints = { { "127.0.0.1", port } }, AsyncTimeout = 60_000 };
        for (int i = 0; i < Connections; i++)
            _connections.Add(await _server.ReadyAsync(() => ConnectionMultiplexer.ConnectAsync(options), cancellationToken));
        for (int queue = 0; queue < Workload.Queues; queue++)
            await Database(0).StreamCreateConsumerGroupAsync(Key(queue), Group, StreamPosition.NewMessages, createStream: true);
    }
}
