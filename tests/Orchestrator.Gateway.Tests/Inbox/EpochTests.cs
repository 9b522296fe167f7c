using System.Net;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Inbox;

/// <summary>What an earlier incarnation of an agent still says is refused, and what it had taken is its successor's.</summary>
public sealed class EpochTests : IAsyncLifetime
{
    private readonly string _agent = SharedHost.Unique("worker");
    private TestHost _host = null!;

    private string Path => $"/api/v1/agents/{_agent}";

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_a_predecessor_says_is_refused()
    {
        long old = await RegisterAsync();
        using Answer sent = await SendAsync();
        using Answer received = await _host.GetAsync($"{Path}/inbox?wait=20&epoch={old}");
        Assert.Single(received.Expect(HttpStatusCode.OK)["items"].EnumerateArray());
        await RegisterAsync();

        using Answer receive = await _host.GetAsync($"{Path}/inbox?epoch={old}");
        using Answer acknowledge = await _host.PostAsync($"{Path}/inbox/{sent.Id}/ack?epoch={old}");
        using Answer giveBack = await _host.PostAsync($"{Path}/inbox/{sent.Id}/nack?epoch={old}", new { });
        using Answer fail = await _host.PostAsync($"{Path}/inbox/{sent.Id}/fail?epoch={old}", new { reason = "x" });
        using Answer heartbeat = await _host.PostAsync($"{Path}/heartbeat", new { epoch = old });
        using Answer update = await _host.SendAsync(HttpMethod.Patch, Path, new { epoch = old, team = "x" });

        foreach (Answer refused in new[] { receive, acknowledge, giveBack, fail, heartbeat, update })
            refused.ExpectProblem(HttpStatusCode.Conflict, "stale-incarnation");
    }

    [Fact]
    public async Task What_a_predecessor_had_taken_comes_to_its_successor_at_once()
    {
        long old = await RegisterAsync();
        using Answer sent = await SendAsync();
        using Answer taken = await _host.GetAsync($"{Path}/inbox?wait=20&lease=3600&epoch={old}");
        long present = await RegisterAsync();
        using Answer again = await _host.GetAsync($"{Path}/inbox?epoch={present}");
        using Answer done = await _host.PostAsync($"{Path}/inbox/{sent.Id}/ack?epoch={present}");

        Assert.Equal(old + 1, present);
        Assert.Equal(1, taken["items"].EnumerateArray().Single().GetProperty("attempt").GetInt32());
        Assert.Equal(2, again.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single().GetProperty("attempt").GetInt32());
        Assert.Equal("acknowledged", done.Expect(HttpStatusCode.OK)["status"].GetString());
    }

    [Fact]
    public async Task A_predecessor_that_waits_for_messages_is_told_at_once()
    {
        long old = await RegisterAsync();
        Task<Answer> waiting = _host.GetAsync($"{Path}/inbox?wait=60&epoch={old}");
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        long present = await RegisterAsync();
        using Answer ended = await waiting.WaitAsync(TimeSpan.FromSeconds(20));
        using Answer sent = await SendAsync();
        using Answer received = await _host.GetAsync($"{Path}/inbox?wait=20&epoch={present}");

        ended.ExpectProblem(HttpStatusCode.Conflict, "stale-incarnation");
        Assert.Equal(sent.Id, received["items"].EnumerateArray().Single().GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task Who_says_no_epoch_is_not_refused()
    {
        await RegisterAsync();
        await RegisterAsync();
        using Answer sent = await SendAsync();
        using Answer received = await _host.GetAsync($"{Path}/inbox?wait=20");
        using Answer done = await _host.PostAsync($"{Path}/inbox/{sent.Id}/ack");
        using Answer beat = await _host.PostAsync($"{Path}/heartbeat", new { });

        Assert.Single(received.Expect(HttpStatusCode.OK)["items"].EnumerateArray());
        done.Expect(HttpStatusCode.OK);
        beat.Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    [InlineData("1&epoch=2")]
    public async Task A_bad_epoch_is_named(string epoch)
    {
        using Answer receive = await _host.GetAsync($"{Path}/inbox?epoch={epoch}");
        using Answer acknowledge = await _host.PostAsync($"{Path}/inbox/m/ack?epoch={epoch}");

        receive.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "epoch");
        acknowledge.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "epoch");
    }

    private async Task<long> RegisterAsync()
    {
        using Answer registered = await _host.PostAsync("/api/v1/agents", new { id = _agent, name = _agent });
        return registered.Expect(HttpStatusCode.Created)["epoch"].GetInt64();
    }

    private async Task<Answer> SendAsync() =>
        (await _host.PostAsync("/api/v1/messages", new { from = "boss", to = _agent, content = "work" })).Expect(HttpStatusCode.Created);
}
