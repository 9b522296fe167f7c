using System.Net;
using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>A host that dies with a transaction: before its append nothing of it may be there, after it everything.</summary>
public sealed class TransactionCrashTests : IDisposable
{
    private const int Killed = 128 + 9;

    private static readonly object Transaction = new
    {
        commands = new object[]
        {
            new { command = "create-session", body = new { id = "s", type = "director", name = "together" } },
            new { command = "create-department", sessionId = "s", body = new { id = "d1", name = "data-processor", domain = "data" } },
            new { command = "create-department", sessionId = "s", body = new { id = "d2", name = "validator", domain = "validation" } },
            new { command = "create-checkpoint", sessionId = "s", body = new { id = "chk", name = "initial", snapshot = new { state = new { initialized = true } }, metadata = new { feature = "initialization" } } },
            new { command = "create-task", body = new { id = "t", title = "first", sessionId = "s" } },
            new { command = "send-message", body = new { from = "boss", to = "worker", content = "begin" } },
        },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Crash_before_the_append_leaves_nothing()
    {
        await RunAndDieAsync("before-transaction");

        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        var api = new Api(host);
        foreach (string path in (string[])["/sessions/s", "/departments/d1", "/departments/d2", "/checkpoints/chk", "/tasks/t"])
            Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Get, path)).Status);
        Assert.Empty((await api.SendAsync(HttpMethod.Get, "/agents/worker/inbox")).Items);

        // Whoever sent it sends it again.
        await RunAsync(api);
        await AssertWholeAsync(api);
    }

    [Fact]
    public async Task Crash_after_the_append_leaves_everything_though_no_grain_was_told()
    {
        await RunAndDieAsync("after-transaction");

        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        var api = new Api(host);
        await AssertWholeAsync(api);

        Answer again = await RunAsync(api);
        Assert.Equal("together", again.Body.GetProperty("results")[0].GetProperty("name").GetString());
        Assert.Single((await api.QueryAsync("/sessions?name=together")).Items);
        Assert.Single((await api.QueryAsync("/messages?between=boss,worker")).Items);
    }

    private static async Task AssertWholeAsync(Api api)
    {
        Assert.Equal("together", (await api.GetAsync("/sessions/s")).GetProperty("name").GetString());
        Assert.Equal("pending", (await api.GetAsync("/tasks/t")).GetProperty("status").GetString());
        Assert.True((await api.GetAsync("/checkpoints/chk/snapshot")).GetProperty("state").GetProperty("initialized").GetBoolean());
        JsonElement item = Assert.Single((await api.SendAsync(HttpMethod.Get, "/agents/worker/inbox?wait=30")).Items);
        await api.PostAsync($"/agents/worker/inbox/{item.GetProperty("messageId").GetString()}/ack");
        Assert.Equal(["data-processor", "validator"], (await api.QueryAsync("/sessions/s/departments")).Items.Select(d => d.GetProperty("name").GetString()));
        Assert.Single((await api.QueryAsync("/tasks?sessionId=s")).Items);
    }

    private static async Task<Answer> RunAsync(Api api)
    {
        Answer answer = await api.SendAsync(HttpMethod.Post, "/transactions", Transaction, ("Idempotency-Key", "the-one"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer;
    }

    private async Task RunAndDieAsync(string moment)
    {
        await using HostProcess host = await HostProcess.StartAsync(["Orchestrator.EndToEnd.DyingHost.dll", moment], _folder.Data, _port);
        try
        {
            await RunAsync(new Api(host));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // The host died before its answer was on the way.
        }

        using var patience = new CancellationTokenSource(ChildProgram.Patience);
        Assert.Equal(Killed, await host.EndAsync(patience.Token));
    }
}
