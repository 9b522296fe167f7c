namespace Orchestrator.Client.Calls;

/// <summary>Waits that double from a least to a most, half of each left to chance.</summary>
internal sealed class Backoff(TimeSpan min, TimeSpan max)
{
    private TimeSpan? _ceiling;

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        TimeSpan ceiling = _ceiling ?? min;
        _ceiling = ceiling >= max / 2 ? max : ceiling * 2;
        return ceiling * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
