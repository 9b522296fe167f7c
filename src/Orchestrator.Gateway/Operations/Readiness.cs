using Microsoft.Extensions.Hosting;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Gateway.Operations;

/// <summary>Whether the host can serve now, and what stands in the way.</summary>
/// <param name="lifetime">Says whether all parts have started, and whether they stop.</param>
/// <param name="probe">Tries the journal.</param>
/// <param name="progress">Says how the projector fares.</param>
internal sealed class Readiness(IHostApplicationLifetime lifetime, IJournalProbe probe, ProjectionProgress progress)
{
    /// <summary>The reasons why it is not ready; none when it is.</summary>
    public async Task<IReadOnlyList<string>> ReasonsAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return ["draining: the host is stopping"];
        if (!lifetime.ApplicationStarted.IsCancellationRequested) return ["starting: journal, silo and projector are not all up"];
        List<string> reasons = [];
        if (await probe.FailureAsync(cancellationToken) is { } failure) reasons.Add($"journal: {failure}");
        ProjectionStatus projection = progress.Status;
        if (projection.State != ProjectionState.Running)
            reasons.Add($"projector: {StatusWords.Of(projection.State)}{(projection.Reason is { } reason ? $", {reason}" : string.Empty)}");
        return reasons;
    }
}
