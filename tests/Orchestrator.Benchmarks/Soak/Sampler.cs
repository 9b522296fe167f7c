using System.Diagnostics;
using System.Text.Json;
using Orchestrator.Benchmarks.Soak.Traffic;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Soak;

/// <summary>Looks at the host at steady times.</summary>
internal sealed class Sampler(HostProcess host, string probe, Observed observed, TimeSpan every)
{
    private static readonly string[] Kept = ["journal.db", "journal.db-wal", "reporting.db", "reporting.db-wal"];

    private readonly Stopwatch _watch = new();
    private (TimeSpan At, TimeSpan Processor, double Busy) _before;

    public List<Sample> Samples { get; } = [];

    public void Begin()
    {
        _watch.Start();
        _before = (TimeSpan.Zero, ProcessReading.Of(host.Id).Processor, ProcessReading.Machine().Busy);
    }

    /// <summary>Samples until stopped.</summary>
    /// <param name="loaded">Whether the load is on; without it nothing is asked over HTTP.</param>
    /// <param name="stop">Takes no further samples.</param>
    public async Task RunAsync(bool loaded, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) Samples.Add(await TakeAsync(loaded));
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    private async Task<Sample> TakeAsync(bool loaded)
    {
        long? lag = loaded ? await LagAsync() : null;
        HeapReading heap = await HeapReading.AskAsync(probe, collect: false, CancellationToken.None);
        ProcessReading process = ProcessReading.Of(host.Id);
        double busy = ProcessReading.Machine().Busy;
        TimeSpan at = _watch.Elapsed;
        double seconds = (at - _before.At).TotalSeconds;
        var (sends, deliveries, others) = observed.Next();
        var sample = new Sample
        {
            At = at,
            Loaded = loaded,
            Process = process,
            Heap = heap,
            Files = Files(),
            Processor = (process.Processor - _before.Processor).TotalSeconds / seconds,
            Machine = (busy - _before.Busy) / 100 / seconds,
            Requests = observed.Requests,
            Sent = observed.Sent,
            Acknowledged = observed.Acknowledged,
            Failed = observed.Failed,
            Lag = lag,
            Sends = Quantiles.Of(sends),
            Deliveries = Quantiles.Of(deliveries),
            Others = Quantiles.Of(others),
        };
        _before = (at, process.Processor, busy);
        return sample;
    }

    private async Task<long> LagAsync()
    {
        using JsonDocument status = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri(host.Url, "/api/v1/status")));
        return status.RootElement.GetProperty("projection").GetProperty("lag").GetInt64();
    }

    private Dictionary<string, long> Files()
    {
        Dictionary<string, long> files = new(StringComparer.Ordinal);
        foreach (string name in Kept) files[name] = Length(new FileInfo(Path.Combine(host.Folder, name)));
        var checkpoints = new DirectoryInfo(Path.Combine(host.Folder, "checkpoints"));
        files["checkpoints"] = checkpoints.Exists ? checkpoints.EnumerateFiles("*", SearchOption.AllDirectories).Sum(Length) : 0;
        return files;
    }

    // Deleted since it was listed: nothing.
    private static long Length(FileInfo file)
    {
        try
        {
            return file.Exists ? file.Length : 0;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
