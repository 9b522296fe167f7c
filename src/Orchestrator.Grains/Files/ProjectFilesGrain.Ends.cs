using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Grains.Files;

/// <content>Leases that end, or go on, without anybody naming them: by the clock, with their agents and sessions.</content>
public sealed partial class ProjectFilesGrain
{
    /// <inheritdoc/>
    public async Task RenewAgent(AgentId agentId, long epoch)
    {
        int first = OpenEvents;
        EndOverdue();
        DateTimeOffset now = Now();
        foreach (FileLease lease in State.HeldBy(agentId, epoch).Where(lease => lease.Content.Epoch is null || lease.Content.Epoch == epoch))
        {
            // Not with every heartbeat: when half of the time is over.
            if (lease.Until - now < lease.Ttl / 2)
                Raise(new FileLeaseRenewed { At = now, LeaseId = lease.Content.LeaseId, Until = now + lease.Ttl });
        }

        WatchClock(State.NextExpiry);
        await CommitAsync(first);
    }

    /// <inheritdoc/>
    public Task ReleaseAgent(AgentId agentId, long upToEpoch, string reason)
    {
        _knownToAgent.Remove(agentId); // which incarnation lives is asked anew
        return ReleaseAsync(State.HeldBy(agentId, upToEpoch), reason);
    }

    /// <inheritdoc/>
    public Task ReleaseSession(SessionId sessionId, string reason) =>
        ReleaseAsync([.. State.Active.Where(lease => lease.Content.SessionId == sessionId)], reason);

    /// <inheritdoc/>
    public async Task Tend()
    {
        int first = OpenEvents;
        EndOverdue();
        WatchClock(State.NextExpiry);
        await CommitAsync(first);
    }

    /// <inheritdoc/>
    protected override Task OnClockAsync() => Tend();

    private Task<long> ReleaseAsync(IReadOnlyList<FileLease> leases, string reason)
    {
        int first = OpenEvents;
        foreach (FileLease lease in leases)
            Raise(new FileLeaseReleased { At = Now(), LeaseId = lease.Content.LeaseId, Reason = reason });
        return CommitAsync(first);
    }

    private void EndOverdue()
    {
        DateTimeOffset now = Now();
        foreach (FileLeaseId id in State.Overdue(now))
        {
            LogExpired(Logger, id.Value, State.Find(id)!.Content.AgentId.Value);
            Raise(new FileLeaseExpired { At = now, LeaseId = id });
        }
    }

    [LoggerMessage(LogLevel.Information, "File lease {Lease} of {Agent} was not renewed in time; others may have the files")]
    private static partial void LogExpired(ILogger logger, string lease, string agent);
}
