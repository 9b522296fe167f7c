using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.Benchmarks.Report;

namespace Orchestrator.Benchmarks.Soak;

/// <summary>What a soak says: samples as CSV, plots, and the section of the document.</summary>
internal sealed class SoakReport
{
    private const double Mebibyte = 1 << 20;
    private const string Beginning = "# Reliability\n\nWhat was done to break it, what came of it, and how anyone repeats it.\n";

    private static readonly (string Name, Func<Sample, object?> Value)[] Columns =
    [
        ("seconds", s => Math.Round(s.At.TotalSeconds, 1)),
        ("loaded", s => s.Loaded ? 1 : 0),
        ("rss_bytes", s => s.Process.Resident),
        ("private_bytes", s => s.Process.Private),
        ("heap_used_bytes", s => s.Heap.Used),
        ("heap_committed_bytes", s => s.Heap.Committed),
        ("heap_live_bytes", s => s.Heap.Live),
        ("gc0", s => s.Heap.Gen0),
        ("gc1", s => s.Heap.Gen1),
        ("gc2", s => s.Heap.Gen2),
        ("gc_pause_ms", s => s.Heap.PauseMilliseconds),
        ("fds", s => s.Process.Files),
        ("threads", s => s.Process.Threads),
        ("cpu_seconds", s => s.Process.Processor.TotalSeconds),
        ("cpu_cores", s => Math.Round(s.Processor, 4)),
        ("machine_cores", s => Math.Round(s.Machine, 4)),
        ("journal_db_bytes", s => s.Bytes("journal.db")),
        ("journal_wal_bytes", s => s.Bytes("journal.db-wal")),
        ("reporting_db_bytes", s => s.Bytes("reporting.db")),
        ("reporting_wal_bytes", s => s.Bytes("reporting.db-wal")),
        ("checkpoint_bytes", s => s.Bytes("checkpoints")),
        ("requests", s => s.Requests),
        ("sent", s => s.Sent),
        ("acknowledged", s => s.Acknowledged),
        ("failed", s => s.Failed),
        ("lag_rows", s => s.Lag),
        ("send_p50_ms", s => Round(s.Sends?.P50)),
        ("send_p99_ms", s => Round(s.Sends?.P99)),
        ("send_max_ms", s => Round(s.Sends?.Max)),
        ("delivery_p50_ms", s => Round(s.Deliveries?.P50)),
        ("delivery_p99_ms", s => Round(s.Deliveries?.P99)),
        ("delivery_max_ms", s => Round(s.Deliveries?.Max)),
        ("other_p50_ms", s => Round(s.Others?.P50)),
        ("other_p99_ms", s => Round(s.Others?.P99)),
        ("other_max_ms", s => Round(s.Others?.Max)),
    ];

    private readonly SoakSettings _settings;
    private readonly IReadOnlyList<Sample> _samples;
    private readonly IReadOnlyList<string> _failures;
    private readonly long _liveAfterLoad;
    private readonly long _liveAfterIdle;

    public SoakReport(SoakSettings settings, IReadOnlyList<Sample> samples, IReadOnlyList<string> failures, long liveAfterLoad, long liveAfterIdle)
    {
        (_settings, _samples, _failures, _liveAfterLoad, _liveAfterIdle) = (settings, samples, failures, liveAfterLoad, liveAfterIdle);
        Verdicts = [.. Soak.Verdicts.UnderLoad(samples), .. Soak.Verdicts.Idle(samples)];
    }

    public IReadOnlyList<Verdict> Verdicts { get; }

    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Writes the samples, the plots and the section.</summary>
    public async Task WriteAsync()
    {
        Directory.CreateDirectory(_settings.Out);
        var csv = new StringBuilder(string.Join(',', Columns.Select(c => c.Name))).Append('\n');
        foreach (Sample sample in _samples)
            csv.AppendJoin(',', Columns.Select(c => Convert.ToString(c.Value(sample), CultureInfo.InvariantCulture))).Append('\n');
        await File.WriteAllTextAsync(Path.Combine(_settings.Out, "soak.csv"), csv.ToString());
        foreach ((string name, TimePlot plot) in Plots()) await File.WriteAllTextAsync(Path.Combine(_settings.Out, $"soak-{name}.svg"), plot.ToString());
        string page = $"{_settings.Out}.md";
        string document = File.Exists(page) ? await File.ReadAllTextAsync(page) : Beginning;
        await File.WriteAllTextAsync(page, DocumentPart.Put(document, "<!-- soak: generated -->", "<!-- soak: end -->", Markdown(), "## Soak\n\n"));
    }

    private IEnumerable<(string Name, TimePlot Plot)> Plots()
    {
        yield return ("memory", Plot(
            "Memory of the host",
            ("resident, MiB", s => s.Process.Resident / Mebibyte),
            ("private, MiB", s => s.Process.Private / Mebibyte),
            ("managed heap committed, MiB", s => s.Heap.Committed / Mebibyte),
            ("managed heap after the last full collection, MiB", s => s.Heap.Live / Mebibyte)));
        yield return ("handles", Plot(
            "Handles, threads, processor",
            ("open file descriptors", s => s.Process.Files),
            ("threads", s => s.Process.Threads),
            ("processor, cores", s => s.Processor),
            ("all of the machine's processes, cores", s => s.Machine)));
        yield return ("latency", Plot(
            "Latency from when it was due, each 5 s",
            ("send, p50, ms", s => s.Sends?.P50),
            ("send, p99, ms", s => s.Sends?.P99),
            ("send to receipt, p50, ms", s => s.Deliveries?.P50),
            ("send to receipt, p99, ms", s => s.Deliveries?.P99)));
        double ends = LoadEnds;
        Sample[] loaded = [.. _samples.Where(s => s.Loaded)];
        yield return ("disk", new(
            "Disk",
            [
                ("journal, MiB", Points(s => s.Journal / Mebibyte)),
                ("tables, MiB", Points(s => s.Reporting / Mebibyte)),
                ("journal, bytes for each further message", Minutes(Soak.Verdicts.Marginal(loaded, loaded.Length, s => s.Journal))),
                ("tables, bytes for each further message", Minutes(Soak.Verdicts.Marginal(loaded, loaded.Length, s => s.Reporting))),
                ("write-ahead logs, MiB", Points(s => (s.Bytes("journal.db-wal") + s.Bytes("reporting.db-wal")) / Mebibyte)),
            ],
            ends));
    }

    private double LoadEnds => _samples.LastOrDefault(s => s.Loaded)?.At.TotalMinutes ?? 0;

    private TimePlot Plot(string title, params (string Name, Func<Sample, double?> Value)[] lines) =>
        new(title, [.. lines.Select(line => (line.Name, Points(line.Value)))], LoadEnds);

    private IReadOnlyList<(double, double)> Points(Func<Sample, double?> value) =>
        [.. _samples.Where(s => value(s) is not null).Select(s => (s.At.TotalMinutes, value(s)!.Value))];

    private static IReadOnlyList<(double, double)> Minutes(List<(TimeSpan At, double Value)> points) => [.. points.Select(p => (p.At.TotalMinutes, p.Value))];

    private string Markdown()
    {
        Sample last = _samples.Last(s => s.Loaded);
        string folder = Path.GetFileName(_settings.Out);
        var text = new StringBuilder();
        text.AppendLine($"""
            `dotnet run -c Release --project tests/Orchestrator.Benchmarks -- soak --minutes {_settings.Load.TotalMinutes:0.#} --rate {_settings.Rate} --idle-minutes {_settings.Idle.TotalMinutes:0.#}`
            wrote this. One host process (release, SQLite) on {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, shared with the load:
            {_settings.Rate} messages a second offered to 64 agents that receive with long polls and acknowledge, one in 50 to a team; tasks created, claimed
            and completed, files reserved and released, checkpoints taken, read, restored and deleted, sessions that follow each other, questions,
            8 readers of events that come and go, and agents that come under a new name, work and leave. Then all of them leave and the host is idle.

            {last.Requests:N0} requests, {last.Sent:N0} hand-outs, {last.Acknowledged:N0} acknowledged when the load ended, {last.Failed:N0} failed. Live objects after a forced
            collection: {_liveAfterLoad / Mebibyte:N1} MiB when the load ended, {_liveAfterIdle / Mebibyte:N1} MiB after the idle time.
            {last.Heap.Gen0:N0} collections, {last.Heap.Gen2:N0} of them full, stopped the host for {last.Heap.PauseMilliseconds / 1000.0:N1} s in all.

            A line through the last two thirds of the time under load (least squares) tells the growth in an hour; of the idle time, without its first
            fifth, it is what was added in all, of threads and descriptors the fewest of its second half less the fewest of its first.

            | what | mean | growth | allowed | |
            | --- | ---: | ---: | ---: | --- |
            """);
        foreach (Verdict v in Verdicts) text.AppendLine($"| {v.What} | {Verdict.Number(v.Mean)} | {Verdict.Number(v.Growth)} | {Verdict.Number(v.Allowed)} | {v.Word} |");
        text.AppendLine();
        foreach (string name in (string[])["memory", "handles", "latency", "disk"]) text.AppendLine($"![{name}]({folder}/soak-{name}.svg)").AppendLine();
        text.AppendLine($"All samples: [soak.csv]({folder}/soak.csv).");
        return text.ToString();
    }

    private static double? Round(double? value) => value is { } number ? Math.Round(number, 2) : null;
}
