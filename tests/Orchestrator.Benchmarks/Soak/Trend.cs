namespace Orchestrator.Benchmarks.Soak;

/// <summary>A line through values over time, by least squares.</summary>
/// <param name="Mean">The mean of the values.</param>
/// <param name="PerHour">What the line rises in an hour.</param>
internal readonly record struct Trend(double Mean, double PerHour)
{
    /// <summary>Draws the line.</summary>
    /// <returns>All zero when there are fewer than two points.</returns>
    public static Trend Of(IReadOnlyList<(TimeSpan At, double Value)> points)
    {
        if (points.Count < 2) return default;
        double at = points.Average(p => p.At.TotalHours);
        double mean = points.Average(p => p.Value);
        double spread = points.Sum(p => (p.At.TotalHours - at) * (p.At.TotalHours - at));
        return new(mean, points.Sum(p => (p.At.TotalHours - at) * (p.Value - mean)) / spread);
    }
}
