namespace Orchestrator.Benchmarks.Soak;

/// <summary>What is judged, and by which thresholds.</summary>
internal static class Verdicts
{
    private const double Mebibyte = 1 << 20;
    private const double IdleProcessor = 0.01;

    /// <summary>Of the time under load. The first third is left out: caches fill and idle grains are not collected yet.</summary>
    public static IEnumerable<Verdict> UnderLoad(IReadOnlyList<Sample> all)
    {
        Sample[] loaded = [.. all.Where(sample => sample.Loaded)];
        if (loaded.Length == 0) yield break;
        TimeSpan begin = loaded[^1].At / 3;
        Sample[] last = [.. loaded.Where(sample => sample.At >= begin)];

        yield return Judge("private memory, MiB", last, s => s.Process.Private / Mebibyte, share: 0.05, more: 8);
        yield return Judge("managed heap after full collections, MiB", last, s => s.Heap.Live > 0 ? s.Heap.Live / Mebibyte : null, share: 0.05, more: 4);
        yield return Judge("managed heap committed, MiB", last, s => s.Heap.Committed / Mebibyte, share: 0.05, more: 8);
        yield return Judge("open file descriptors", last, s => s.Process.Files, share: 0.03, more: 4);
        yield return Judge("threads", last, s => s.Process.Threads, share: 0.03, more: 2);
        yield return Judge("processor, share of a core", last, s => s.Processor, share: 0.15, more: 0.01);
        yield return Judge("journal, bytes per message", Marginal(loaded, last.Length, s => s.Journal), share: 0.05, more: 20);
        yield return Judge("tables, bytes per message", Marginal(loaded, last.Length, s => s.Reporting), share: 0.05, more: 20);
        yield return Judge("journal.db-wal, MiB", last, s => s.Bytes("journal.db-wal") / Mebibyte, share: 0.05, more: 4);
        yield return Judge("reporting.db-wal, MiB", last, s => s.Bytes("reporting.db-wal") / Mebibyte, share: 0.05, more: 4);

        // What belongs to no checkpoint any more is kept for an hour: all that this load leaves in it, some 1.1 MiB.
        yield return Judge("files of checkpoints, MiB", last, s => s.Bytes("checkpoints") / Mebibyte, share: 0.05, more: 1.5);
        yield return Judge("send, p50 in ms", last, s => s.Sends?.P50, share: 0.25, more: 0.5);
        yield return Judge("send, p99 in ms", last, s => s.Sends?.P99, share: 0.5, more: 10);
        yield return Judge("send to receipt, p50 in ms", last, s => s.Deliveries?.P50, share: 0.25, more: 0.5);
        yield return Judge("send to receipt, p99 in ms", last, s => s.Deliveries?.P99, share: 0.5, more: 10);
        yield return Judge("other work, p50 in ms", last, s => s.Others?.P50, share: 0.25, more: 0.5);
        yield return Judge("messages sent and not acknowledged", last, s => s.Sent - s.Acknowledged, share: 0, more: 50);
        yield return Judge("rows that the tables lack", last, s => s.Lag, share: 0, more: 100);
        yield return new("requests refused or failed", loaded[^1].Failed, loaded[^1].Failed, 0);
    }

    /// <summary>Of the time behind it. The first fifth is left out: what was going on ends.</summary>
    public static IEnumerable<Verdict> Idle(IReadOnlyList<Sample> all)
    {
        Sample[] idle = [.. all.Where(sample => !sample.Loaded)];
        idle = idle[(idle.Length / 5)..];
        if (idle.Length < 2) yield break;
        double share = (idle[^1].Process.Processor - idle[0].Process.Processor) / (idle[^1].At - idle[0].At);
        yield return new("idle: processor, share of a core", share, share, IdleProcessor);
        yield return Grown("idle: private memory, MiB", idle, s => s.Process.Private / Mebibyte, 2);
        yield return Left("idle: open file descriptors", idle, s => s.Process.Files);
        yield return Left("idle: threads", idle, s => s.Process.Threads);
        yield return Grown("idle: journal, MiB", idle, s => s.Journal / Mebibyte, 0.1);
        yield return Grown("idle: tables, MiB", idle, s => s.Reporting / Mebibyte, 0.1);
    }

    private static Verdict Judge(string what, IEnumerable<Sample> samples, Func<Sample, double?> value, double share, double more) =>
        Judge(what, [.. samples.Where(s => value(s) is not null).Select(s => (s.At, value(s)!.Value))], share, more);

    private static Verdict Judge(string what, IReadOnlyList<(TimeSpan At, double Value)> points, double share, double more)
    {
        Trend trend = Trend.Of(points);
        return new(what, trend.Mean, trend.PerHour, (share * trend.Mean) + more);
    }

    private static Verdict Grown(string what, Sample[] samples, Func<Sample, double> value, double allowed) =>
        new(what, samples.Average(value), value(samples[^1]) - value(samples[0]), allowed);

    // Of what comes and goes (the pool's threads, once a minute, for the sweep) counts what stays between times.
    private static Verdict Left(string what, Sample[] samples, Func<Sample, double> value)
    {
        int half = samples.Length / 2;
        return new(what, samples.Average(value), samples[half..].Min(value) - samples[..half].Min(value), 0);
    }

    /// <summary>What each message cost at that time, over windows long enough for several checkpoints of the write-ahead log.</summary>
    internal static List<(TimeSpan At, double Value)> Marginal(IReadOnlyList<Sample> samples, int wanted, Func<Sample, long> bytes)
    {
        int window = Math.Max(3, samples.Count / 12);
        List<(TimeSpan, double)> points = [];
        for (int i = Math.Max(window, samples.Count - wanted); i < samples.Count; i++)
        {
            long messages = samples[i].Acknowledged - samples[i - window].Acknowledged;
            if (messages > 0) points.Add((samples[i].At, (bytes(samples[i]) - bytes(samples[i - window])) / (double)messages));
        }

        return points;
    }
}
