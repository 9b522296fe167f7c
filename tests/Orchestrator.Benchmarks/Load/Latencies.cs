namespace Orchestrator.Benchmarks.Load;

/// <summary>Durations measured by many callers at once.</summary>
internal sealed class Latencies
{
    private readonly Lock _lock = new();
    private readonly List<double> _milliseconds = [];
    private bool _sorted;

    public int Count => _milliseconds.Count;

    /// <summary>The mean in milliseconds.</summary>
    public double Mean
    {
        get
        {
            lock (_lock) return _milliseconds.Average();
        }
    }

    public void Add(TimeSpan duration)
    {
        lock (_lock)
        {
            _milliseconds.Add(duration.TotalMilliseconds);
            _sorted = false;
        }
    }

    /// <summary>A percentile in milliseconds.</summary>
    public double Percentile(double percent)
    {
        lock (_lock)
        {
            if (_milliseconds.Count == 0) return double.NaN;
            if (!_sorted) _milliseconds.Sort();
            _sorted = true;
            return _milliseconds[Math.Min(_milliseconds.Count - 1, (int)(_milliseconds.Count * percent / 100))];
        }
    }
}
