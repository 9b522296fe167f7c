using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Tests.Hosting;
using Orchestrator.Journal;

namespace Orchestrator.Gateway.Tests.Startup;

/// <summary>A worker that took a message and beats; the clock is the test's.</summary>
public sealed class StallSweepTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("stalls-").FullName;
    private TestHost _host = null!;

    public async Task InitializeAsync()
    {
        await StartAsync();
        using Answer registered = await _host.PostAsync("/api/v1/agents", new { id = "worker", name = "worker" });
        using Answer sent = await _host.PostAsync("/api/v1/messages", new { from = "boss", to = "worker", id = "msg_1", content = "build" });
        using Answer received = await _host.GetAsync("/api/v1/agents/worker/inbox?max=1&wait=20&lease=60");
        received.Expect(HttpStatusCode.OK);
        await BeatAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_healthy_looking_agent_that_makes_no_progress_with_work_in_hand_is_stalled()
    {
        await PassAsync(minutes: 9);
        using (Answer busy = await ReadAsync()) Assert.Equal("alive", busy["liveness"].GetString());
        Assert.Equal(0, await CountAsync("agent-stalled"));

        await PassAsync(minutes: 2);
        await Eventually.TrueAsync(async () => await CountAsync("agent-stalled") == 1);
        using Answer stalled = await ReadAsync();
        Assert.Equal(("stalled", 1), (stalled["liveness"].GetString(), stalled["holdsCount"].GetInt32()));
        Assert.Equal("message/msg_1", stalled["holds"][0].GetString());
        Assert.Equal(_time.GetUtcNow(), stalled["lastHeartbeat"].GetDateTimeOffset());
        Assert.Equal(JsonValueKind.String, stalled["stalledSince"].ValueKind);
        using Answer list = await _host.GetAsync($"/api/v1/agents?liveness=stalled&minPosition={await _host.PositionAsync()}");
        Assert.Equal("worker", list["items"].EnumerateArray().Single().GetProperty("id").GetString());
    }

    [Fact]
    public async Task It_resumes_when_it_moves_and_each_stall_is_one_event()
    {
        await PassAsync(minutes: 12);
        await Eventually.TrueAsync(async () => await CountAsync("agent-stalled") == 1);
        await PassAsync(minutes: 5);
        using Answer told = await _host.PostAsync("/api/v1/agents/worker/heartbeat", new { currentTask = "another" });
        await PassAsync(minutes: 1);
        await Eventually.TrueAsync(async () => await CountAsync("agent-resumed") == 1);
        Assert.Equal(1, await CountAsync("agent-stalled"));

        await PassAsync(minutes: 11);
        await Eventually.TrueAsync(async () => await CountAsync("agent-stalled") == 2);
        using Answer done = await _host.PostAsync("/api/v1/agents/worker/inbox/msg_1/ack");
        await PassAsync(minutes: 1);
        await Eventually.TrueAsync(async () => await CountAsync("agent-resumed") == 2);
        await PassAsync(minutes: 5);
        using Answer idle = await ReadAsync();
        Assert.Equal("idle", idle["liveness"].GetString());
    }

    [Fact]
    public async Task A_restart_of_the_host_neither_raises_the_stall_again_nor_ends_it()
    {
        await PassAsync(minutes: 12);
        await Eventually.TrueAsync(async () => await CountAsync("agent-stalled") == 1);

        await _host.StopAsync();
        await _host.App.DisposeAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await StartAsync();
        await BeatAsync();
        await PassAsync(minutes: 12);

        using Answer agent = await ReadAsync();
        Assert.Equal("stalled", agent["liveness"].GetString());
        Assert.Equal((1, 0), (await CountAsync("agent-stalled"), await CountAsync("agent-resumed")));
    }

    private async Task StartAsync() => _host = await TestHost.StartAsync(
        services => services.AddSingleton<TimeProvider>(_time), _folder);

    // Sweeps come with the minutes; each is given the moment that it needs before the clock goes on.
    private async Task PassAsync(int minutes)
    {
        for (int minute = 0; minute < minutes; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await BeatAsync();
            using Answer seen = await _host.GetAsync($"/api/v1/agents?minPosition={await _host.PositionAsync()}");
            seen.Expect(HttpStatusCode.OK);
        }
    }

    private async Task BeatAsync()
    {
        using Answer beat = await _host.PostAsync("/api/v1/agents/worker/heartbeat");
        beat.Expect(HttpStatusCode.OK);
    }

    private async Task<Answer> ReadAsync() =>
        (await _host.GetAsync($"/api/v1/agents/worker?minPosition={await _host.PositionAsync()}")).Expect(HttpStatusCode.OK);

    private async Task<int> CountAsync(string type) =>
        (await _host.App.Services.GetRequiredService<IJournal>().ReadGrainAsync("agent/worker", 1, 10_000, CancellationToken.None))
            .Count(row => row.Type.Contains(type, StringComparison.Ordinal));
}
