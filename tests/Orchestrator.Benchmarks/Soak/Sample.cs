namespace Orchestrator.Benchmarks.Soak;

/// <summary>What was seen of the host at one moment, and of the load since the moment before.</summary>
internal sealed record Sample
{
    /// <summary>Since the load began.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>Whether the load was on.</summary>
    public required bool Loaded { get; init; }

    public required ProcessReading Process { get; init; }

    public required HeapReading Heap { get; init; }

    /// <summary>Bytes of each file by its name in the data folder; of the folder <c>checkpoints</c> all together.</summary>
    public required IReadOnlyDictionary<string, long> Files { get; init; }

    /// <summary>Shares of one core since the sample before: the host's, and the machine's (all cores, all processes).</summary>
    public required double Processor { get; init; }

    public required double Machine { get; init; }

    public required long Requests { get; init; }

    /// <summary>Hand-outs that the messages sent so far mean.</summary>
    public required long Sent { get; init; }

    public required long Acknowledged { get; init; }

    public required long Failed { get; init; }

    /// <summary>Rows that the tables lack; null when idle, where nothing is asked over HTTP.</summary>
    public long? Lag { get; init; }

    public Quantiles? Sends { get; init; }

    public Quantiles? Deliveries { get; init; }

    public Quantiles? Others { get; init; }

    public long Bytes(string file) => Files.GetValueOrDefault(file);

    public long Journal => Bytes("journal.db") + Bytes("journal.db-wal");

    public long Reporting => Bytes("reporting.db") + Bytes("reporting.db-wal");
}
