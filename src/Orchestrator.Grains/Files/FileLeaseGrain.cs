using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.EventSourcing;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Files;

/// <inheritdoc cref="IFileLeaseGrain"/>
[Reentrant]
public sealed class FileLeaseGrain(EventSourcingServices services) : Grain, IFileLeaseGrain
{
    private ProjectPath? _project;

    /// <inheritdoc/>
    public async Task<ProjectPath> GetProject()
    {
        if (_project is { } known) return known;
        FileLeaseId id = FileLeaseId.Parse(this.GetPrimaryKeyString());
        _project = await FileLeasePlace.FindAsync(services.Journal, id);
        return _project ?? throw new NotFoundException("file lease", id.Value);
    }
}
