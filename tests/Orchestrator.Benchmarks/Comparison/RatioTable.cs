using Orchestrator.Benchmarks.Report;

namespace Orchestrator.Benchmarks.Comparison;

/// <summary>What was measured, with each peer's rate divided by ours over the .NET client.</summary>
/// <param name="measurements">In the order of the table.</param>
/// <param name="reference">The name of the contender whose ratio is 1; where it was not measured there are no ratios.</param>
internal sealed class RatioTable(IReadOnlyList<Measurement> measurements, string reference)
{
    private readonly Measurement? _reference = measurements.FirstOrDefault(m => m.Contender.Name == reference && m.Problem is null);

    public override string ToString() => MarkdownTable.Of(
        ["system", ">sends/s", ">ratio", ">cycles/s", ">ratio", ">p50 ms", ">p90", ">p99", ">p99.9", ">max"], [.. measurements.Select(Row)])
        + string.Concat(measurements.Where(m => m.Problem is not null).Select(m => $"\nNot measured: {m.Contender.Title}: {m.Problem}\n"));

    private IReadOnlyList<string> Row(Measurement m) =>
    [
        m.Contender.Title,
        Rate(m.Sends),
        Ratio(m.Sends, _reference?.Sends),
        Rate(m.Cycles),
        Ratio(m.Cycles, _reference?.Cycles),
        .. m.Latencies.Select(latency => double.IsNaN(latency) ? "-" : $"{latency:N2}"),
    ];

    private static string Rate(double rate) => double.IsNaN(rate) ? "-" : $"{rate:N0}";

    private static string Ratio(double rate, double? ours) => ours is null || double.IsNaN(rate / ours.Value) ? "-" : $"{rate / ours:N2}";
}
