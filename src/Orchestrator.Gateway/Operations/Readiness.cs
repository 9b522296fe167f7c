using Microsoft.Extensions.Hosting;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Gateway.Operations;

/// <summary>Whether the host can serve now, and what stands in the way.</summary>
/// <param name="lifetime">Says whether all parts have started, and whether they stop.</param>
/// <param name="probe">Tries the journal.</param>
/// <param name="progress">Says how the projector fares; null where there are no tables.</param>
/// <param name="cluster">Says whether grains are reached; null where they are in this process.</param>
internal sealed class Readiness(
    IHostApplicationLifetime lifetime, IJournalProbe probe, ProjectionProgress? progress = null, IClusterConnection? cluster = null)
{
    /// <summary>The reasons why it is not ready; none when it is.</summary>
    public async Task<IReadOnlyList<string>> ReasonsAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return ["draining: the host is stopping"];
        if (!lifetime.ApplicationStarted.IsCancellationRequested) return ["starting: journal, silo and projector are not all up"];
        List<string> reasons = [];
        if (await probe.FailureAsync(cancellationToken) is { } failure) reasons.Add($"journal: {failure}");
        if (cluster?.Reason is { } unreached) reasons.Add($"cluster: {unreached}");
        // One that retries or is stalled keeps lists behind; commands go on. The status says so.
        if (progress?.Status.State is { } projection and (ProjectionState.Starting or ProjectionState.Stopped)) reasons.Add($"projector: {StatusWords.Of(projection)}");
        return reasons;
    }
}
