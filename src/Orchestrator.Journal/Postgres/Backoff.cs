namespace Orchestrator.Journal.Postgres;

/// <summary>
/// Waits between attempts: twice as long each time, up to a limit, and half of it by chance, so that the processes that lost
/// a server don't come back to it all at once.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, TimeProvider time)
{
    private readonly TimeSpan _first = first;
    private TimeSpan _next = first;

    /// <summary>Begins with the short waits again.</summary>
    public void Reset() => _next = _first;

    /// <summary>Waits.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = _next * (0.5 + (Random.Shared.NextDouble() / 2));
        _next = _next * 2 < longest ? _next * 2 : longest;
        return Task.Delay(wait, time, cancellationToken);
    }
}
