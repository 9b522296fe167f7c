using Orchestrator.Contracts.Agents;

namespace Orchestrator.Reporting.Agents;

/// <summary>Knows when the host began to listen: it is made when the host is.</summary>
internal sealed class LivenessClock(TimeProvider timeProvider, LivenessLimits limits)
{
    private readonly DateTimeOffset _listeningSince = Milliseconds(timeProvider.GetUtcNow());

    /// <summary>What agents are judged by now.</summary>
    public LivenessMoment Now() => new(Milliseconds(timeProvider.GetUtcNow()), _listeningSince, limits);

    // As times stand in the tables, so that SQL and the rule compare the same.
    private static DateTimeOffset Milliseconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
