using HdrHistogram;

namespace Orchestrator.Benchmarks.Load;

/// <summary>Durations measured by many callers at once: a histogram of three significant digits, up to an hour.</summary>
internal sealed class Latencies
{
    private readonly LongConcurrentHistogram _ticks = new(1, TimeSpan.TicksPerHour, 3);

    public long Count => _ticks.TotalCount;

    /// <summary>The mean in milliseconds.</summary>
    public double Mean => Count == 0 ? double.NaN : Milliseconds(_ticks.GetMean());

    /// <summary>The longest in milliseconds.</summary>
    public double Max => Count == 0 ? double.NaN : Milliseconds(_ticks.GetMaxValue());

    public void Add(TimeSpan duration) => _ticks.RecordValue(Math.Clamp(duration.Ticks, 1, TimeSpan.TicksPerHour));

    /// <summary>A percentile in milliseconds; not a number when nothing was measured.</summary>
    public double Percentile(double percent) => Count == 0 ? double.NaN : Milliseconds(_ticks.GetValueAtPercentile(percent));

    private static double Milliseconds(double ticks) => ticks / TimeSpan.TicksPerMillisecond;
}
