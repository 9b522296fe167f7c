using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Files;

/// <summary>
/// Who holds which files of a project: all its leases, decided among them in one turn. Its key is
/// <see cref="ProjectPath.Key"/>; every project is there, without leases at first. All methods that name a lease throw
/// <see cref="Errors.NotFoundException"/> when it is not of the project, or ended so long ago that only the tables have it;
/// see <see cref="Sessions.ISessionGrain"/> for the other errors.
/// </summary>
[Alias("project-files")]
public interface IProjectFilesGrain : IGrainWithStringKey
{
    /// <summary>Reserves files, all or none.</summary>
    /// <exception cref="Errors.ConflictException">
    /// Another agent holds some of them (<c>lease-conflict</c>; the message names it), the incarnation is over
    /// (<c>stale-incarnation</c>), the id was used before, or there are too many leases (<c>too-many-leases</c>).
    /// </exception>
    [Alias("reserve")]
    Task<Committed<FileLeaseView>> Reserve(ReserveFiles command);

    /// <summary>Reads a lease.</summary>
    [Alias("get")]
    Task<FileLeaseView> Get(FileLeaseId leaseId);

    /// <summary>Keeps a lease for longer.</summary>
    /// <exception cref="Errors.ConflictException">It ended, or is another agent's (<c>lease-lost</c>), or the incarnation is over.</exception>
    [Alias("renew")]
    Task<Committed<FileLeaseView>> Renew(FileLeaseId leaseId, RenewFileLease command);

    /// <summary>Gives a lease back. Where it ended already, nothing happens.</summary>
    /// <exception cref="Errors.ConflictException">It is another agent's (<c>lease-lost</c>), or the incarnation is over.</exception>
    [Alias("release")]
    Task<Committed<FileLeaseView>> Release(FileLeaseId leaseId, ReleaseFileLease command);

    /// <summary>Ends a lease against its agent's will.</summary>
    /// <exception cref="Errors.ConflictException">It ended already.</exception>
    [Alias("force-release")]
    Task<Committed<FileLeaseView>> ForceRelease(FileLeaseId leaseId, ForceReleaseFileLease command);

    /// <summary>
    /// Says which leases stand in the way of changing files: exclusive ones of other agents, and shared ones too unless the
    /// agent holds the file shared as well.
    /// </summary>
    [Alias("check")]
    Task<IReadOnlyList<FileConflict>> Check(CheckFiles question);

    /// <summary>Renews what an agent holds, to a time; called with its heartbeats.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="epoch">Its incarnation.</param>
    [Alias("renew-agent")]
    Task RenewAgent(AgentId agentId, long epoch);

    /// <summary>Ends the leases of an agent that is gone. Returns when that is on disk.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="upToEpoch">Only what this incarnation and its predecessors reserved.</param>
    /// <param name="reason">Why, for people.</param>
    [Alias("release-agent")]
    Task ReleaseAgent(AgentId agentId, long upToEpoch, string reason);

    /// <summary>Ends the leases of a session. Returns when that is on disk.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="reason">Why, for people.</param>
    [Alias("release-session")]
    Task ReleaseSession(SessionId sessionId, string reason);

    /// <summary>Does what the clock demands: leases that were not renewed end. For a project that sleeps.</summary>
    [Alias("tend")]
    Task Tend();
}
