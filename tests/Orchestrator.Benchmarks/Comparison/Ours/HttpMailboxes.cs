using System.Net.Http.Headers;
using System.Text.Json;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Comparison.Ours;

/// <summary>The host in a process of its own, used over HTTP/1.1.</summary>
internal sealed class HttpMailboxes : IQueueSystem
{
    private const int SendConnections = 128;
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HostProcess _host;
    private readonly HttpClient _senders;
    private readonly Uri _messages;
    private readonly byte[][][] _bodies;

    private HttpMailboxes(HostProcess host)
    {
        _host = host;
        _messages = new Uri(host.Url, "/api/v1/messages");
        _senders = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = SendConnections });
        _bodies = [.. Enumerable.Range(0, Workload.Producers).Select(producer => Enumerable.Range(0, 8).Select(number =>
            JsonSerializer.SerializeToUtf8Bytes(Messages.New(MailboxNames.Of(producer).From, MailboxNames.Of(producer).To, number), OrchestratorJson.Journal)).ToArray())];
    }

    public static Contender Contender { get; } = new(
        "http",
        "ours, HTTP from another process",
        "WAL, synchronous=FULL: synced before the answer, also of leases and acks",
        $"HTTP/1.1, {SendConnections} connections that send; a long poll for each mailbox, {Workload.Batch} at a time, each acked by itself",
        async cancellationToken => new HttpMailboxes(
            await HostProcess.StartAsync(Directory.CreateTempSubdirectory("bench-").FullName, cancellationToken: cancellationToken)));

    public async Task SendAsync(int producer, int number)
    {
        byte[][] bodies = _bodies[producer];
        using var content = new ByteArrayContent(bodies[number % bodies.Length]);
        content.Headers.ContentType = Json;
        using HttpResponseMessage answer = await _senders.PostAsync(_messages, content);
        answer.EnsureSuccessStatusCode();
    }

    public async Task ReceiveAsync(int queue, Action<int> acknowledged, CancellationToken stopping)
    {
        var inbox = new Uri(_host.Url, $"/api/v1/agents/{MailboxNames.Receivers[queue]}/inbox");
        var receive = new Uri($"{inbox}?max={Workload.Batch}&wait=10");
        while (!stopping.IsCancellationRequested)
        {
            using JsonDocument page = JsonDocument.Parse(await _host.Http.GetByteArrayAsync(receive, stopping));
            await Task.WhenAll(page.RootElement.GetProperty("items").EnumerateArray().Select(item => AcknowledgeAsync(item.GetProperty("messageId").GetString()!)));
        }

        async Task AcknowledgeAsync(string message)
        {
            using HttpResponseMessage answer = await _host.Http.PostAsync(new Uri($"{inbox}/{message}/ack"), content: null, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            acknowledged(1);
        }
    }

    public Task SettleAsync(CancellationToken cancellationToken) => HostStatus.ProjectedAsync(_host, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _senders.Dispose();
        await _host.TerminateAsync();
        await _host.DisposeAsync();
        Directory.Delete(_host.Folder, recursive: true);
    }
}
