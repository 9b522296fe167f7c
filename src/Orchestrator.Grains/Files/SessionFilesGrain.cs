using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.EventSourcing;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Files;

/// <inheritdoc cref="ISessionFilesGrain"/>
[Reentrant]
public sealed class SessionFilesGrain(EventSourcingServices services)
    : EventSourcedGrain<SessionFilesState, SessionFilesEvent>(services, "session-files"), ISessionFilesGrain
{
    /// <inheritdoc/>
    public async Task UseProject(ProjectPath project)
    {
        int first = OpenEvents;
        if (!State.Projects.Contains(project)) Raise(new SessionUsedProject { At = Now(), Project = project });
        await CommitAsync(first);
    }

    /// <inheritdoc/>
    public async Task Release(string reason)
    {
        SessionId id = SessionId.Parse(this.GetPrimaryKeyString());
        try
        {
            await Task.WhenAll(State.Projects.Select(
                project => GrainFactory.GetGrain<IProjectFilesGrain>(project.Key).ReleaseSession(id, reason)));
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            throw new UnavailableException($"the files that session {id} holds could not all be freed now; try again", error);
        }
    }
}
