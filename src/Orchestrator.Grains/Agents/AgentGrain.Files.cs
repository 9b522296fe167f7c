using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Agents;

/// <content>The files that the agent holds: heartbeats renew its leases on them, its death ends them.</content>
public sealed partial class AgentGrain
{
    /// <inheritdoc/>
    public async Task<bool> UseProject(ProjectPath project, long? epoch)
    {
        if (State is not { Id: not null, Deleted: false }) return false;
        CheckEpoch(epoch);
        int first = OpenEvents;
        if (!State.Projects.Contains(project)) Raise(new AgentUsedProject { At = Now(), Project = project });
        await CommitAsync(first);
        return true;
    }

    // A lease that could not be renewed now is renewed with the next heartbeat; a heartbeat is not refused for it.
    private async Task RenewFilesAsync()
    {
        if (State.Projects.IsEmpty) return;
        try
        {
            await Task.WhenAll(State.Projects.Select(project => Files(project).RenewAgent(State.Id!.Value, State.Epoch)));
        }
        catch (Exception error) when (error is OrchestratorException or OrleansException or TimeoutException)
        {
            LogFilesNotRenewed(Logger, error, this.GetPrimaryKeyString());
        }
    }

    private IEnumerable<Task> ReleaseFiles(AgentState agent, ReleaseMessages release) =>
        agent.Projects.Select(project => Files(project).ReleaseAgent(release.AgentId, release.UpToEpoch, release.Reason));

    private IProjectFilesGrain Files(ProjectPath project) => GrainFactory.GetGrain<IProjectFilesGrain>(project.Key);

    [LoggerMessage(LogLevel.Warning, "Agent {Agent}: its leases on files could not be renewed with its heartbeat")]
    private static partial void LogFilesNotRenewed(ILogger logger, Exception error, string agent);
}
