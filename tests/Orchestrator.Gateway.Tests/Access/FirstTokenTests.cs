using System.Net;
using System.Net.Sockets;
using System.Text;
using Orchestrator.Gateway.Tests.Hosting;
using Orchestrator.Gateway.Tests.Streams;

namespace Orchestrator.Gateway.Tests.Access;

/// <summary>Requests that came in without a token, and are still there when the first one is made.</summary>
public sealed class FirstTokenTests : IAsyncLifetime
{
    private readonly TestHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Who_reads_the_events_without_a_token_is_cut_off()
    {
        await using Listener listener = await Listener.ListenAsync(_host);

        await MakeAsync("first");

        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await listener.NextAsync() is { } heard) Assert.NotEqual("stream-closed", heard.Type);
        });
    }

    [Fact]
    public async Task A_request_for_a_token_that_was_held_back_makes_none()
    {
        const string Body = """{"name":"held back","role":"admin"}""";
        using var held = new TcpClient();
        await held.ConnectAsync(_host.Url.Host, _host.Url.Port);
        NetworkStream wire = held.GetStream();
        await WriteAsync(wire, string.Join("\r\n",
            "POST /api/v1/tokens HTTP/1.1", $"Host: {_host.Url.Authority}", "Connection: close", "Content-Type: application/json",
            $"Content-Length: {Body.Length}", "", Body[..10]));
        await MakeAsync("first");

        await WriteAsync(wire, Body[10..]);
        using var reader = new StreamReader(wire);
        string answer = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"unauthenticated\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("orc_", answer, StringComparison.Ordinal);
    }

    private async Task MakeAsync(string name)
    {
        using Answer made = await _host.PostAsync("/api/v1/tokens", new { name, role = "admin" });
        made.Expect(HttpStatusCode.Created);
    }

    private static Task WriteAsync(NetworkStream wire, string text) => wire.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();
}
