using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;
using Xunit.Abstractions;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>
/// A host that is killed and started again on one folder and port, while a storm goes on. The moments are random;
/// ORCHESTRATOR_TEST_SEED repeats those of a run that failed.
/// </summary>
internal sealed class KilledHost
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(60);

    private readonly ILoad _load;
    private readonly ITestOutputHelper _output;
    private readonly IReadOnlyList<string> _arguments;
    private bool _isCreated;

    /// <summary>Names the host, which is not there yet.</summary>
    /// <param name="folder">Its data folder.</param>
    /// <param name="load">Who talks to it.</param>
    /// <param name="output">Where the test tells what it did.</param>
    /// <param name="arguments">More of the host's arguments, such as its store.</param>
    /// <param name="mayBeUnavailable">Whether the clients are content with 503 and go on.</param>
    public KilledHost(
        string folder, ILoad load, ITestOutputHelper output, IReadOnlyList<string>? arguments = null, bool mayBeUnavailable = false)
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("ORCHESTRATOR_TEST_SEED"), out int given) ? given : System.Random.Shared.Next();
        output.WriteLine($"ORCHESTRATOR_TEST_SEED={seed}");
        Folder = folder;
        Random = new Random(seed);
        Storm = new Storm(Ledger, load, seed, mayBeUnavailable);
        (_load, _output, _arguments) = (load, output, arguments ?? []);
    }

    public string Folder { get; }

    public int Port { get; } = Ports.Free();

    public Random Random { get; }

    public Ledger Ledger { get; } = new();

    public Storm Storm { get; }

    public IReadOnlyList<string> Agents => _load.Agents;

    public Task<HostProcess> StartAsync() => HostProcess.StartAsync(["orchestrator-host.dll", .. _arguments], Folder, Port);

    /// <summary>Kills it somewhere in its start: what recovers must survive that too.</summary>
    public async Task KillWhileItStartsAsync()
    {
        await using ChildProgram starting = ChildProgram.Start(
            "orchestrator-host", ["--urls", $"http://127.0.0.1:{Port}", "--data", Folder, .. _arguments]);
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(50, 1_200)), TimeProvider.System, CancellationToken.None);
        await starting.SignalAsync("KILL");
    }

    /// <summary>Makes everyone known, the first time.</summary>
    public async Task CreateAsync(HostProcess host)
    {
        if (!_isCreated) await _load.CreateAsync(new Api(host));
        _isCreated = true;
    }

    /// <summary>Starts it, and kills it when so many sends are acknowledged in all, or after some time.</summary>
    public async Task KillOnceAsync(int atAcknowledged, TimeSpan atLatest)
    {
        await using HostProcess host = await StartAsync();
        await CreateAsync(host);
        using var stop = new CancellationTokenSource();
        Task running = Storm.RunAsync(host.Http, stop.Token);
        await WaitForAsync(atAcknowledged, atLatest);
        await host.KillAsync();
        await stop.CancelAsync();
        await running.WaitAsync(ChildProgram.Patience);
        _output.WriteLine($"ready after {host.ReadyAfter.TotalMilliseconds:0} ms, killed at {Ledger.AcknowledgedCount} acknowledged sends");
    }

    /// <summary>Lets the clients do what is left, until all is sent and every delivery has ended.</summary>
    public async Task DrainAsync(HostProcess host, int acknowledged, Func<HttpClient, CancellationToken, Task> run)
    {
        using var stop = new CancellationTokenSource();
        Task draining = run(host.Http, stop.Token);
        var api = new Api(host);
        await Eventually.IsTrueAsync(
            async () =>
            {
                Assert.Empty(Ledger.Violations); // a client that met one has given up, and nothing would end
                if (Ledger.AcknowledgedCount < acknowledged) return false;
                if (!HasAllInTables(await api.GetAsync("/status"))) return false;
                using SqliteFile tables = SqliteFile.OpenReporting(Folder);
                return tables.Scalar("SELECT count(*) FROM message_deliveries WHERE status IN ('pending', 'queued', 'leased')") is 0L;
            },
            "all messages are sent, and every delivery has ended",
            DrainTime);
        await stop.CancelAsync();
        await draining.WaitAsync(ChildProgram.Patience);
    }

    /// <summary>Waits until so many sends are acknowledged in all, or for some time.</summary>
    public async Task WaitForAsync(int acknowledged, TimeSpan atLatest)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (Ledger.AcknowledgedCount < acknowledged && TimeProvider.System.GetElapsedTime(began) < atLatest)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
    }

    // Null where positions have gaps, unless it is 0.
    private static bool HasAllInTables(JsonElement status) =>
        status.GetProperty("projection").GetProperty("lag") is { ValueKind: JsonValueKind.Number } lag && lag.GetInt64() == 0;
}
