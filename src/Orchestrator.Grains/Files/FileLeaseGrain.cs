using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Journal;
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
        try
        {
            _project = await FileLeasePlace.FindAsync(services.Journal, id);
        }
        catch (JournalUnavailableException error)
        {
            throw new UnavailableException("the journal cannot be read now; send the command again", error);
        }

        return _project ?? throw new NotFoundException("file lease", id.Value);
    }
}
