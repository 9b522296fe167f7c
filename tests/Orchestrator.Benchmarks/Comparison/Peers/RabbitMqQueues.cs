using Orchestrator.Benchmarks.Servers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Orchestrator.Benchmarks.Comparison.Peers;

/// <summary>RabbitMQ with publisher confirms, classic or quorum queues.</summary>
internal sealed class RabbitMqQueues : IQueueSystem
{
    private const int Connections = 4;
    private const int ChannelsPerConnection = 4;
    private const ushort Prefetch = 4 * Workload.Batch;

    private static readonly BasicProperties Durable = new() { Persistent = true };

    private readonly ServerProcess _portMapper;
    private readonly ServerProcess _server;
    private readonly List<IConnection> _connections = [];
    private readonly List<IChannel> _publishers = [];
    private readonly string _type;

    private RabbitMqQueues(ServerProcess portMapper, ServerProcess server, string type)
    {
        _portMapper = portMapper;
        _server = server;
        _type = type;
    }

    public static Contender Classic { get; } = Contender(
        "rabbitmq-classic", "RabbitMQ, durable classic queues", "classic", "written and synced before the confirm; receivers' acks are not confirmed");

    public static Contender Quorum { get; } = Contender(
        "rabbitmq-quorum", "RabbitMQ, quorum queues (one node)", "quorum", "Raft log synced before the confirm; receivers' acks are not confirmed");

    public Task SendAsync(int producer, int number) => _publishers[producer % _publishers.Count].BasicPublishAsync(
        string.Empty, Name(producer % Workload.Queues), mandatory: true, Durable, Workload.Body(number)).AsTask();

    public async Task ReceiveAsync(int queue, Action<int> acknowledged, CancellationToken stopping)
    {
        await using IChannel channel = await _connections[queue % Connections].CreateChannelAsync(cancellationToken: stopping);
        await channel.BasicQosAsync(0, Prefetch, global: false, stopping);
        System.Threading.Channels.Channel<ulong> delivered = System.Threading.Channels.Channel.CreateUnbounded<ulong>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) => await delivered.Writer.WriteAsync(message.DeliveryTag, CancellationToken.None);
        await channel.BasicConsumeAsync(Name(queue), autoAck: false, consumer, stopping);

        // All that has come is acknowledged at once.
        while (await delivered.Reader.WaitToReadAsync(stopping))
        {
            int count = 0;
            ulong last = 0;
            for (; count < Workload.Batch && delivered.Reader.TryRead(out ulong tag); count++) last = tag;
            await channel.BasicAckAsync(last, multiple: true, stopping);
            acknowledged(count);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IChannel channel in _publishers) await channel.DisposeAsync();
        foreach (IConnection connection in _connections) await connection.DisposeAsync();
        await _server.DisposeAsync();
        await _portMapper.DisposeAsync();
    }

    private static Contender Contender(string name, string title, string type, string durability) => new(
        name,
        title,
        durability,
        $"{Connections} connections, {Connections * ChannelsPerConnection} channels with confirms, prefetch {Prefetch}, acks of several at once",
        cancellationToken => StartAsync(type, cancellationToken))
    {
        Missing = _ => Task.FromResult(RabbitMqServer.IsInstalled ? null : "rabbitmq-server is not installed"),
    };

    private static string Name(int queue) => $"queue-{queue}";

    private static async Task<IQueueSystem> StartAsync(string type, CancellationToken cancellationToken)
    {
        (ServerProcess portMapper, ServerProcess server, int port) = await RabbitMqServer.StartAsync();
        var system = new RabbitMqQueues(portMapper, server, type);
        return await IQueueSystem.WhenReadyAsync(system, system.ConnectAsync(port, cancellationToken));
    }

    private async Task ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = port };
        _connections.Add(await _server.ReadyAsync(() => factory.CreateConnectionAsync(cancellationToken), cancellationToken));
        while (_connections.Count < Connections) _connections.Add(await factory.CreateConnectionAsync(cancellationToken));
        var confirms = new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);
        for (int i = 0; i < Connections * ChannelsPerConnection; i++)
            _publishers.Add(await _connections[i % Connections].CreateChannelAsync(confirms, cancellationToken));
        for (int queue = 0; queue < Workload.Queues; queue++)
        {
            await _publishers[0].QueueDeclareAsync(
                Name(queue),
                durable: true,
                exclusive: false,
                autoDelete: false,
                new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = _type },
                cancellationToken: cancellationToken);
        }
    }
}
