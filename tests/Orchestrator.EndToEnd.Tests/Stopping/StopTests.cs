using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Stopping;

[Collection(HeavyTests.Name)]
public sealed class StopTests : IDisposable
{
    private const int Waiting = 50;
    private const int Senders = 8;

    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.Free();
    private readonly HttpClient _http;

    public StopTests() => _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 512 })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{_port}"),
    };

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task An_idle_host_ends_with_exit_code_0(string signal)
    {
        await using ChildProgram host = await StartAsync();

        await host.SignalAsync(signal);

        Ended ended = await host.EndAsync(Promised);
        Assert.True(ended.ExitCode == 0, $"{ended}");
        Assert.All(ended.ErrorLines, line => Assert.Contains(" info: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_host_with_long_polls_and_sends_in_flight_ends_in_time_and_loses_nothing(string signal)
    {
        var acknowledged = new ConcurrentQueue<string>();
        var refusals = new ConcurrentQueue<Answer>();
        Ended ended;
        await using (ChildProgram host = await StartAsync())
        {
            Task<Answer?>[] polls = [.. Enumerable.Range(0, Waiting).Select(i => TryAsync(HttpMethod.Get, $"/agents/idle-{i}/inbox?wait=60"))];
            Task[] sends = [.. Enumerable.Range(0, Senders).Select(i => SendUntilGoneAsync(i, acknowledged, refusals))];
            await Eventually.IsTrueAsync(() => acknowledged.Count > 200, "sends are under way");
            Task<List<(HttpStatusCode Status, string Reasons)>> readiness = AskUntilGoneAsync();

            await host.SignalAsync(signal);

            ended = await host.EndAsync(Promised);
            await Task.WhenAll(sends).WaitAsync(Promised);
            foreach (Answer? poll in await Task.WhenAll(polls).WaitAsync(Promised)) AssertEmptyOrGone(poll);
            AssertNotReadyAgain(await readiness.WaitAsync(Promised));
        }

        Assert.True(ended.ExitCode == 0, $"{ended}");
        Assert.All(refusals, refusal => Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (refusal.Status, refusal.Text("code"))));
        await AssertAllThereAsync(acknowledged);
    }

    [Theory]
    [InlineData(150)]
    [InlineData(300)]
    [InlineData(450)]
    [InlineData(600)]
    [InlineData(900)]
    public async Task A_host_that_is_told_to_stop_while_it_starts_stops_without_a_stack_trace(int milliseconds)
    {
        await using ChildProgram host = ChildProgram.StartHost(_folder.Data, _port);
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, CancellationToken.None);

        await host.SignalAsync("TERM");

        // Before the runtime listens to signals, the system ends the process: 143.
        Ended ended = await host.EndAsync(Promised);
        Assert.True(ended.ExitCode is 0 or 143, $"{ended}");
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
        await using HostProcess next = await HostProcess.StartAsync(_folder.Data, _port);
    }

    [Fact]
    public async Task A_host_is_ready_once_it_serves()
    {
        await using ChildProgram host = await StartAsync();

        using HttpResponseMessage ready = await _http.GetAsync(new Uri("/readyz", UriKind.Relative));
        using JsonDocument body = JsonDocument.Parse(await ready.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal("ready", body.RootElement.GetProperty("status").GetString());
        Assert.Empty(body.RootElement.GetProperty("reasons").EnumerateArray());
        using HttpResponseMessage alive = await _http.GetAsync(new Uri("/healthz", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        JsonElement status = await new Api(_http).GetAsync("/status");
        Assert.True(status.GetProperty("ready").GetBoolean());
        Assert.Equal(host.Id, status.GetProperty("pid").GetInt32());
        Assert.Equal(_folder.Data, status.GetProperty("dataDirectory").GetString());
        Assert.Contains($"http://127.0.0.1:{_port}", host.Output, StringComparison.Ordinal);
    }

    private async Task<ChildProgram> StartAsync()
    {
        ChildProgram host = ChildProgram.StartHost(_folder.Data, _port);
        await Eventually.IsTrueAsync(
            async () => host.HasExited
                ? throw new InvalidOperationException($"the host did not start: {host.Output}{host.Error}")
                : await ReadinessAsync() is (HttpStatusCode.OK, _),
            "the host is ready");
        return host;
    }

    private async Task SendUntilGoneAsync(int sender, ConcurrentQueue<string> acknowledged, ConcurrentQueue<Answer> refusals)
    {
        for (int n = 1; ; n++)
        {
            var message = new { from = $"sender-{sender}", to = $"reader-{(sender + n) % Senders}", content = $"{sender}-{n}" };
            if (await TryAsync(HttpMethod.Post, "/messages", message) is not { } answer) return;
            if (answer.Status == HttpStatusCode.Created) acknowledged.Enqueue(answer.Text("id"));
            else refusals.Enqueue(answer);
        }
    }

    // A wait that a stop cuts short is answered as one in vain; a connection may also just be closed.
    private static void AssertEmptyOrGone(Answer? poll)
    {
        if (poll is null) return;
        if (poll.Succeeded) Assert.Empty(poll.Items);
        else Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (poll.Status, poll.Text("code")));
    }

    private static void AssertNotReadyAgain(List<(HttpStatusCode Status, string Reasons)> answers)
    {
        List<(HttpStatusCode Status, string Reasons)> draining = [.. answers.SkipWhile(answer => answer.Status == HttpStatusCode.OK)];
        Assert.All(draining, answer =>
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.Contains("draining", answer.Reasons, StringComparison.Ordinal);
        });
    }

    private async Task AssertAllThereAsync(ConcurrentQueue<string> acknowledged)
    {
        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        var api = new Api(host);
        HashSet<string> stored = [];
        for (int page = 1; ; page++)
        {
            IReadOnlyList<JsonElement> items = (await api.QueryAsync($"/messages?page={page}&pageSize=500&orderBy=createdAt")).Items;
            foreach (JsonElement message in items) Assert.True(stored.Add(message.GetProperty("id").GetString()!));
            if (items.Count < 500) break;
        }

        Assert.Subset(stored, acknowledged.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(acknowledged.Count, acknowledged.Distinct(StringComparer.Ordinal).Count());
    }

    private async Task<List<(HttpStatusCode Status, string Reasons)>> AskUntilGoneAsync()
    {
        List<(HttpStatusCode, string)> answers = [];
        while (await ReadinessAsync() is { } answer) answers.Add(answer);
        return answers;
    }

    private async Task<(HttpStatusCode Status, string Body)?> ReadinessAsync()
    {
        try
        {
            using HttpResponseMessage response = await _http.GetAsync(new Uri("/readyz", UriKind.Relative));
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task<Answer?> TryAsync(HttpMethod method, string path, object? body = null)
    {
        try
        {
            return await new Api(_http).SendAsync(method, path, body);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException)
        {
            return null;
        }
    }
}
