using Orchestrator.Benchmarks.Comparison.Ours;
using Orchestrator.Benchmarks.Comparison.Peers;
using Orchestrator.Benchmarks.Report;

namespace Orchestrator.Benchmarks.Comparison;

/// <summary>Runs ours and what users would pick instead on this machine, one after the other, and prints what each did.</summary>
internal static class CompareCommand
{
    private static readonly Contender[] Contenders =
    [
        JournalAlone.Contender,
        InProcessMailboxes.Contender,
        ClientMailboxes.Contender,
        HttpMailboxes.Contender,
        RedisStreams.Contender,
        RabbitMqQueues.Quorum,
        RabbitMqQueues.Classic,
        NatsJetStream.Default,
        NatsJetStream.Synced,
        PostgresQueue.Contender,
        NaiveSqlite.Contender,
    ];

    private static string Usage => $"""
        compare [--seconds N] [--warmup N] [--rate N] [--out FOLDER] [names…]
          Durable sends and full cycles send → receive → ack of 1 KB, {Workload.Queues} queues, {Workload.Producers} producers each awaiting its own
          acknowledgement; latency of sends at an offered rate, from when each was due. One system at a time.
          --seconds N   how long each of a system's three measurements takes (5)
          --warmup N    seconds of work before each system's first measurement, half of them before its last (10)
          --rate N      sends per second offered for latencies (1000)
          --out FOLDER  writes compare.csv, machine.csv and compare.md
          names         of: {string.Join(", ", Contenders.Select(c => c.Name))}
          Peers are Debian's packages: apt-get install rabbitmq-server nats-server redis-server postgresql
        """;

    /// <summary>Runs it.</summary>
    /// <returns>0, or 1 when a system failed, or 2 when it was called wrongly.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var options = new CommandOptions(words);
        if (options.Flag("--help"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        var time = TimeSpan.FromSeconds(options.Number("--seconds", 5));
        var warmup = TimeSpan.FromSeconds(options.Number("--warmup", 10));
        int rate = options.Number("--rate", 1_000);
        string? folder = options.Text("--out");
        string[] unknown = [.. options.Names.Except(Contenders.Select(c => c.Name))];
        if (unknown.Length > 0) throw new UsageException($"{string.Join(", ", unknown)}: there is no such system\n{Usage}");

        MachineFacts machine = MachineFacts.Read();
        List<Measurement> measurements = [];
        foreach (Contender contender in Contenders.Where(c => options.Names.Count == 0 || options.Names.Contains(c.Name)))
        {
            await Console.Error.WriteLineAsync($"{contender.Title} …");
            try
            {
                measurements.Add(await new ContenderRun(contender, time, warmup, rate).RunAsync(cancellationToken));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                await Console.Error.WriteLineAsync(exception.ToString());
                measurements.Add(Measurement.Skipped(contender, $"FAILED: {exception.Message.Split('\n')[0]}") with { Failed = true });
            }
        }

        string report = Text(measurements, machine, time, warmup, rate);
        Console.WriteLine(report);
        if (folder is not null) await WriteAsync(folder, measurements, machine, report);
        return measurements.Any(m => m.Failed) ? 1 : 0;
    }

    private static string Text(IReadOnlyList<Measurement> measurements, MachineFacts machine, TimeSpan time, TimeSpan warmup, int rate) =>
        $"""
        {new RatioTable(measurements, ClientMailboxes.Contender.Name)}
        1 KB, {Workload.Queues} queues, {Workload.Producers} producers each awaiting its own acknowledgement, {time.TotalSeconds:N0} s each behind {warmup.TotalSeconds:N0} s of the same work. Ratios: a system's rate divided by ours over
        the .NET client. Latencies: sends at {rate:N0}/s offered, from when each was due. Servers, clients and producers share the cores.

        {MarkdownTable.Of(
            ["system", "an acknowledged message is", "settings"], [.. measurements.Where(m => m.Problem is null).Select(m => (string[])[m.Contender.Title, m.Contender.Durability, m.Contender.Settings])])}
        {string.Join("; ", machine.Facts.Select(fact => $"{fact.Name}: {fact.Value}"))}

        """;

    private static async Task WriteAsync(string folder, IReadOnlyList<Measurement> measurements, MachineFacts machine, string report)
    {
        await CsvFile.WriteAsync(
            Path.Combine(folder, "compare.csv"),
            ["system", "sends_per_second", "cycles_per_second", "offered_per_second", .. Measurement.Percentiles.Select(p => $"{p.Name}_ms"), "durability", "settings", "problem"],
            measurements.Select(m => (object?[])
            [
                m.Contender.Name, m.Sends, m.Cycles, m.OfferedRate, .. m.Latencies.Cast<object>(),
                m.Contender.Durability, m.Contender.Settings, m.Problem,
            ]));
        await CsvFile.WriteAsync(Path.Combine(folder, "machine.csv"), ["fact", "value"], machine.Facts.Select(fact => (object?[])[fact.Name, fact.Value]));
        await File.WriteAllTextAsync(Path.Combine(folder, "compare.md"), report);
    }
}
