using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Orchestrator.Benchmarks.Servers;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Comparison.Peers;

/// <summary>NATS JetStream: a work queue on files, a durable consumer for each queue.</summary>
internal sealed class NatsJetStream : IQueueSystem
{
    private const string Stream = "queues";
    private const int Connections = 4;
    private const string Program = "nats-server";
    private const string Always = "sync_interval: always";

    private readonly ServerProcess _server;
    private readonly List<NatsConnection> _connections = [];
    private readonly List<NatsJSContext> _contexts = [];

    private NatsJetStream(ServerProcess server) => _server = server;

    public static Contender Default { get; } = new(
        "nats",
        "NATS JetStream, files, as it comes",
        "written to the file, NOT synced (every 2 minutes): lost with the machine, kept by kill -9; acks not confirmed",
        Settings,
        cancellationToken => StartAsync(string.Empty, cancellationToken))
    {
        Missing = _ => Task.FromResult(InstalledPrograms.Find(Program) is null ? $"{Program} is not installed" : null),
    };

    public static Contender Synced { get; } = new(
        "nats-sync",
        "NATS JetStream, files, sync_interval: always",
        "synced before the acknowledgement; receivers' acks are not confirmed",
        Settings,
        cancellationToken => StartAsync(Always, cancellationToken))
    {
        Missing = MissingSyncAsync,
    };

    private static string Settings => $"{Connections} connections, one work-queue stream, {Workload.Queues} durable pull consumers";

    public async Task SendAsync(int producer, int number)
    {
        PubAckResponse answer = await _contexts[producer % Connections].PublishAsync(Subject(producer % Workload.Queues), Workload.Body(number));
        answer.EnsureSuccess();
    }

    public async Task ReceiveAsync(int queue, Action<int> acknowledged, CancellationToken stopping)
    {
        INatsJSConsumer consumer = await _contexts[queue % Connections].GetConsumerAsync(Stream, $"queue-{queue}", stopping);
        await foreach (NatsJSMsg<byte[]> message in consumer.ConsumeAsync<byte[]>(
            opts: new NatsJSConsumeOpts { MaxMsgs = 4 * Workload.Batch }, cancellationToken: stopping))
        {
            await message.AckAsync(cancellationToken: stopping);
            acknowledged(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NatsConnection connection in _connections) await connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static string Subject(int queue) => $"queue.{queue}";

    private static async Task<string?> MissingSyncAsync(CancellationToken cancellationToken)
    {
        if (InstalledPrograms.Find(Program) is not { } program) return $"{Program} is not installed";
        string folder = Directory.CreateTempSubdirectory("bench-nats-").FullName;
        try
        {
            (int exitCode, _) = await ServerProcess.TryAsync(
                [program, "-t", "-c", await ConfigureAsync(folder, Ports.Free(), Always)], cancellationToken);
            if (exitCode == 0) return null;
            (_, string version) = await ServerProcess.TryAsync([program, "--version"], cancellationToken);
            return $"{version.Trim()} does not know it";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> ConfigureAsync(string folder, int port, string more)
    {
        string file = Path.Combine(folder, "nats.conf");
        await File.WriteAllTextAsync(file, $$"""
            listen: 127.0.0.1:{{port}}
            jetstream {
              store_dir: "{{folder}}/data"
              {{more}}
            }

            """);
        return file;
    }

    private static async Task<IQueueSystem> StartAsync(string more, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("bench-nats-").FullName;
        int port = Ports.Free();
        string configuration = await ConfigureAsync(folder, port, more);
        var system = new NatsJetStream(await ServerProcess.StartAsync(folder, [InstalledPrograms.Find(Program)!, "-c", configuration]));
        return await IQueueSystem.WhenReadyAsync(system, system.ConnectAsync(port, cancellationToken));
    }

    private async Task ConnectAsync(int port, CancellationToken cancellationToken)
    {
        for (int i = 0; i < Connections; i++)
        {
            var connection = new NatsConnection(new NatsOpts { Url = $"nats://127.0.0.1:{port}" });
            _connections.Add(connection);
            _contexts.Add(new NatsJSContext(connection));
        }

        var stream = new StreamConfig(Stream, [Subject(0).Replace('0', '*')])
        {
            Storage = StreamConfigStorage.File,
            Retention = StreamConfigRetention.Workqueue,
        };
        await _server.ReadyAsync(async () => await _contexts[0].CreateStreamAsync(stream, cancellationToken), cancellationToken);
        for (int queue = 0; queue < Workload.Queues; queue++)
        {
            var consumer = new ConsumerConfig($"queue-{queue}")
            {
                FilterSubject = Subject(queue),
                AckPolicy = ConsumerConfigAckPolicy.Explicit,
                MaxAckPending = 8 * Workload.Batch,
            };
            await _contexts[0].CreateOrUpdateConsumerAsync(Stream, consumer, cancellationToken);
        }
    }
}
