using Orchestrator.Benchmarks.Load;

namespace Orchestrator.Benchmarks.Soak;

/// <summary>Latencies of an interval in milliseconds, counted from when the call was due.</summary>
internal sealed record Quantiles(long Count, double P50, double P99, double Max)
{
    /// <returns>Null when there were none.</returns>
    public static Quantiles? Of(Latencies latencies) =>
        latencies.Count == 0 ? null : new(latencies.Count, latencies.Percentile(50), latencies.Percentile(99), latencies.Percentile(100));
}
