using System.Net;
using System.Net.Http.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Orchestrator.Deploy.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.Deploy.Tests.Proxy;

public sealed class ProxyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nginx_finds_nothing_wrong_with_the_configuration()
    {
        string file = await RunningProxy.ConfigureAsync(_folder, Ports.Free(), 5080, 5081);

        Ended checkedBy = (await Command.RunAsync("nginx", "nginx-light", "-t", "-p", _folder.FullPath, "-c", file)).Succeeded();

        Assert.DoesNotContain("[warn]", checkedBy.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_passes_at_once_while_the_stream_is_open()
    {
        await using HostProcess host = await HostProcess.StartAsync(_folder.At("data"));
        await using RunningProxy proxy = await RunningProxy.StartAsync(host.Url.Port, host.Url.Port);
        using var http = new HttpClient { BaseAddress = proxy.Url };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System); // below a heartbeat of 15 s

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events");
        request.Headers.Accept.Add(new("text/event-stream"));
        using HttpResponseMessage stream = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync(patience.Token));
        using HttpResponseMessage sent = await SendAsync(http, "through the proxy", key: null);
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);

        string? line;
        do line = await lines.ReadLineAsync(patience.Token);
        while (line?.Contains("through the proxy", StringComparison.Ordinal) == false);
        Assert.NotNull(line);
    }

    [Fact]
    public async Task A_long_poll_is_answered_when_a_message_comes()
    {
        await using HostProcess host = await HostProcess.StartAsync(_folder.At("data"));
        await using RunningProxy proxy = await RunningProxy.StartAsync(host.Url.Port, host.Url.Port);
        using var http = new HttpClient { BaseAddress = proxy.Url };

        Task<string> waiting = http.GetStringAsync(new Uri("/api/v1/agents/b/inbox?wait=20", UriKind.Relative));
        using HttpResponseMessage sent = await SendAsync(http, "wake up", key: null);

        Assert.Contains("wake up", await waiting, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task An_MCP_client_works_through_the_proxy_with_two_gateways(string revision)
    {
        await using HostProcess one = await HostProcess.StartAsync(_folder.At("one"));
        await using HostProcess other = await HostProcess.StartAsync(_folder.At("other"));
        await using RunningProxy proxy = await RunningProxy.StartAsync(one.Url.Port, other.Url.Port);
        var transport = new HttpClientTransportOptions
        {
            Endpoint = new Uri(proxy.Url, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Orchestrator-Agent"] = "coder" },
        };

        await using McpClient client = await McpClient.CreateAsync(new HttpClientTransport(transport), new McpClientOptions { ProtocolVersion = revision });
        for (int i = 0; i < 10; i++) // of which some would come to the gateway that does not know the session
        {
            CallToolResult result = await client.CallToolAsync("register", new Dictionary<string, object?>(StringComparer.Ordinal));
            Assert.NotEqual(true, result.IsError);
        }
    }

    [Fact]
    public async Task A_command_without_a_key_that_a_dying_gateway_may_have_done_is_not_repeated()
    {
        await using HostProcess host = await HostProcess.StartAsync(_folder.At("data"));
        await using var dying = new BreakingGateway();
        await using RunningProxy proxy = await RunningProxy.StartAsync(dying.Port, host.Url.Port);
        using var http = new HttpClient { BaseAddress = proxy.Url };

        using HttpResponseMessage sent = await SendAsync(http, "once", key: null);

        Assert.Equal(HttpStatusCode.BadGateway, sent.StatusCode);
        Assert.Equal(1, dying.Requests);
    }

    [Theory]
    [InlineData("key-1")]
    [InlineData(null)]
    public async Task A_read_or_a_command_with_a_key_goes_to_another_gateway_when_one_dies_over_it(string? key)
    {
        await using HostProcess host = await HostProcess.StartAsync(_folder.At("data"));
        await using var dying = new BreakingGateway();
        await using RunningProxy proxy = await RunningProxy.StartAsync(dying.Port, host.Url.Port);
        using var http = new HttpClient { BaseAddress = proxy.Url };

        using HttpResponseMessage answer = key is null ? await http.GetAsync(new Uri("/api/v1/status", UriKind.Relative)) : await SendAsync(http, "once", key);

        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        Assert.Equal(1, dying.Requests);
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_passed_over_for_every_request()
    {
        await using HostProcess host = await HostProcess.StartAsync(_folder.At("data"));
        await using RunningProxy proxy = await RunningProxy.StartAsync(Ports.Free(), host.Url.Port);
        using var http = new HttpClient { BaseAddress = proxy.Url };

        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage sent = await SendAsync(http, $"{i}", key: null);
            Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string content, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/messages") { Content = JsonContent.Create(new { from = "a", to = "b", content }) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await http.SendAsync(request);
    }
}
