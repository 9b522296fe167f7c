using Orchestrator.Contracts.Agents;

namespace Orchestrator.Reporting.Agents;

/// <summary>
/// Knows since when agents could reach the service without a break: what was before counts against none. Unless told otherwise, that
/// is when this was made, with the host.
/// </summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="limits">What agents are judged by.</param>
public sealed class LivenessClock(TimeProvider timeProvider, LivenessLimits limits)
{
    private long _listeningSince = timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Tells since when some process of the cluster has listened: where this one began while others did, nobody's silence before
    /// that is excused.
    /// </summary>
    /// <param name="since">The time.</param>
    public void ListensSince(DateTimeOffset since) => Interlocked.Exchange(ref _listeningSince, since.ToUnixTimeMilliseconds());

    /// <summary>What agents are judged by now.</summary>
    internal LivenessMoment Now() => new(
        Milliseconds(timeProvider.GetUtcNow().ToUnixTimeMilliseconds()), Milliseconds(Interlocked.Read(ref _listeningSince)), limits);

    // As times stand in the tables, so that SQL and the rule compare the same.
    private static DateTimeOffset Milliseconds(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);
}
