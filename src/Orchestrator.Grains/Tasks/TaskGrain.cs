using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.EventSourcing;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Tasks;

/// <inheritdoc cref="ITaskGrain"/>
[Reentrant]
public sealed class TaskGrain(EventSourcingServices services) : Grain, ITaskGrain
{
    private TaskBoardId? _board;

    /// <inheritdoc/>
    public async Task<TaskBoardId> GetBoard()
    {
        if (_board is { } known) return known;
        TaskId id = TaskId.Parse(this.GetPrimaryKeyString());
        _board = await TaskPlace.FindAsync(services.Journal, id);
        return _board ?? throw new NotFoundException("task", id.Value);
    }
}
