namespace Orchestrator.Benchmarks.Comparison;

/// <summary>What was measured of a contender.</summary>
/// <param name="Contender">Of whom.</param>
/// <param name="Sends">Durable sends per second.</param>
/// <param name="Cycles">Full cycles per second; not a number where nothing is received.</param>
/// <param name="OfferedRate">Sends per second at which latencies were measured.</param>
/// <param name="Latencies">Latencies of sends in milliseconds, counted from when each was due: p50, p90, p99, p99.9, max.</param>
/// <param name="Problem">Why it was not measured; null when it was.</param>
internal sealed record Measurement(
    Contender Contender, double Sends, double Cycles, int OfferedRate, IReadOnlyList<double> Latencies, string? Problem = null)
{
    /// <summary>Whether it broke, which is worse than not being there.</summary>
    public bool Failed { get; init; }

    public static readonly IReadOnlyList<(string Name, double Percent)> Percentiles =
        [("p50", 50), ("p90", 90), ("p99", 99), ("p99.9", 99.9), ("max", 100)];

    public static Measurement Skipped(Contender contender, string problem) => new(contender, double.NaN, double.NaN, 0, [.. Percentiles.Select(_ => double.NaN)], problem);
}
