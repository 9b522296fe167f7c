using Orchestrator.Client.Leases;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Client;

/// <summary>Files that an agent has reserved. The lease is renewed until it is released, which disposing does too.</summary>
public sealed class FileReservation : IAsyncDisposable
{
    private readonly AgentConnection _agent;
    private readonly LeaseKeeper _lease;

    internal FileReservation(AgentConnection agent, FileLeaseView view, LeaseKeeper lease) => (_agent, View, _lease) = (agent, view, lease);

    /// <summary>The lease as it was when the files were reserved.</summary>
    public FileLeaseView View { get; }

    /// <summary>The lease's id.</summary>
    public FileLeaseId Id => View.Id;

    /// <summary>
    /// Cancelled when the files are not the agent's any more: an operator or the host ended the lease, its session ended, it could
    /// not be renewed in time, another process registered the agent, or its connection was disposed.
    /// </summary>
    public CancellationToken Lost => _lease.Lost;

    /// <summary>Gives the files back. Where the lease ended already, nothing happens.</summary>
    /// <param name="reason">Why, up to 1,000 characters.</param>
    /// <param name="cancellationToken">Gives up; the files may be given back all the same.</param>
    /// <exception cref="ConflictException">The incarnation of the agent is over (<c>stale-incarnation</c>).</exception>
    public Task<FileLeaseView> ReleaseAsync(string? reason = null, CancellationToken cancellationToken = default) =>
        _lease.SettleAsync(() => _agent.ReleaseFilesAsync(View, reason, cancellationToken));

    /// <summary>Ends the renewals and gives the files back; where the host is out of reach, the lease runs out.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lease.MayBeHeld) await _agent.GiveBackAsync(this);
        await _lease.DisposeAsync();
    }
}
