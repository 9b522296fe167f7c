using System.Net;
using System.Text.Json;
using Npgsql;
using Orchestrator.EndToEnd.Tests.Crashes;
using Orchestrator.EndToEnd.Tests.Streams;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;
using Xunit.Abstractions;

namespace Orchestrator.EndToEnd.Tests.Postgres;

/// <summary>A PostgreSQL server that crashes and is restarted beneath a host that goes on.</summary>
[Collection(HeavyTests.Name)]
public sealed class PostgresRestartTests(ITestOutputHelper output) : IDisposable
{
    private const int SendsBetween = 300;

    private static readonly TimeSpan Back = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Acknowledged_message_survives_restarts_of_PostgreSQL_under_load_and_order_is_kept()
    {
        await using PostgresServer server = await PostgresServer.StartNewAsync();
        string store = await server.CreateDatabaseAsync();
        var survivor = new KilledHost(_folder.Data, new Population(), output, ["--store", store], mayBeUnavailable: true);
        Ledger ledger = survivor.Ledger;
        IReadOnlyDictionary<string, IReadOnlyList<Line>> transcripts;
        await using (HostProcess host = await survivor.StartAsync())
        {
            await survivor.CreateAsync(host);
            await using var curl = new CurlLoop(new Uri(host.Url, "/api/v1/events"), "0");
            using var stop = new CancellationTokenSource();
            Task running = survivor.Storm.RunAsync(host.Http, stop.Token);
            foreach (bool immediate in (bool[])[true, false, true])
            {
                await SendsAsync(survivor);
                await server.RestartAsync(immediate);
            }

            await SendsAsync(survivor);
            await stop.CancelAsync();
            await running.WaitAsync(ChildProgram.Patience);
            await survivor.DrainAsync(host, ledger.AcknowledgedCount, survivor.Storm.DrainAsync);
            transcripts = await Transcripts.ReadAsync(new Api(host));
            await FollowerHasAllOnceAsync(server, store, curl);
            Assert.Equal(0, (await host.TerminateAsync()).ExitCode);
        }

        output.WriteLine($"{ledger.AcknowledgedCount} sends acknowledged, {ledger.Doubtful.Count} without an answer");
        Assert.Empty(ledger.Violations);
        ledger.AssertStandsIn(transcripts);
        ledger.AssertEachWasReceived(transcripts);
        RebuiltTables.AssertAllAreAcknowledged(_folder.Data);
        await JournalTable.AssertNoGapsAsync(server, Database(store));
        await RebuiltTables.AssertAreTheSameAsync(survivor);
    }

    [Fact]
    public async Task While_PostgreSQL_is_down_readiness_says_why_and_a_long_poll_goes_on()
    {
        await using PostgresServer server = await PostgresServer.StartNewAsync();
        await using HostProcess host = await HostProcess.StartAsync(
            ["orchestrator-host.dll", "--store", await server.CreateDatabaseAsync()], _folder.Data, Ports.Free());
        var api = new Api(host);
        await api.PostAsync("/messages", new { from = "a", to = "b", content = "before" });
        JsonElement first = Assert.Single((await api.SendAsync(HttpMethod.Get, "/agents/b/inbox")).Items);
        await api.PostAsync($"/agents/b/inbox/{first.GetProperty("messageId").GetString()}/ack");
        Task<Answer> poll = api.SendAsync(HttpMethod.Get, "/agents/b/inbox?wait=30");

        await server.StopAsync(immediate: true);
        await Eventually.IsTrueAsync(async () => (await ReadyAsync(host)).Status == HttpStatusCode.ServiceUnavailable, "the host knows that it can't write");
        (_, string reasons) = await ReadyAsync(host);
        Assert.Contains("journal", reasons, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{server.Port}", reasons, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync(new Uri(host.Url, "/healthz"))).StatusCode); // a restart would not help
        Ended doctor = await ChildProgram.RunAsync("orchestrator", "doctor", "--url", host.Url.ToString());
        Assert.Equal(1, doctor.ExitCode);
        Assert.Contains("see that PostgreSQL runs", doctor.Output, StringComparison.Ordinal);
        Assert.False(poll.IsCompleted, "the long poll ended");

        await server.StartAsync();
        await Eventually.IsTrueAsync(async () => (await ReadyAsync(host)).Status == HttpStatusCode.OK, "the host serves again", Back);
        await api.PostAsync("/messages", new { from = "a", to = "b", content = "after" });
        Assert.Equal("after", Assert.Single((await poll).Items).GetProperty("message").GetProperty("content").GetString());
        await Eventually.IsTrueAsync(
            async () => (await ChildProgram.RunAsync("orchestrator", "doctor", "--url", host.Url.ToString())) is { ExitCode: 0 } well
                && well.Output.Contains("running, 0 behind", StringComparison.Ordinal),
            "all is well, and what positions miss is no lag");
    }

    private static async Task<(HttpStatusCode Status, string Text)> ReadyAsync(HostProcess host)
    {
        using HttpResponseMessage answer = await host.Http.GetAsync(new Uri(host.Url, "/readyz"));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task SendsAsync(KilledHost survivor)
    {
        int wanted = survivor.Ledger.AcknowledgedCount + SendsBetween;
        await survivor.WaitForAsync(wanted, Back);
        Assert.Empty(survivor.Ledger.Violations);
        Assert.True(survivor.Ledger.AcknowledgedCount >= wanted, "service did not resume");
    }

    // Over all restarts it got each event once, in the journal's order.
    private static async Task FollowerHasAllOnceAsync(PostgresServer server, string store, CurlLoop curl)
    {
        string rows = await server.ExecuteAsync(
            Database(store),
            "SELECT grain || '#' || sequence + number FROM journal, generate_series(0, json_array_length(payload::json) - 1) number ORDER BY position, number");
        string[] expected = rows.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await Eventually.IsTrueAsync(() => curl.Seen.Count >= expected.Length, "the follower has all events");
        Assert.Equal(expected, curl.Seen);
    }

    private static string Database(string store) => new NpgsqlConnectionStringBuilder(store).Database!;
}
