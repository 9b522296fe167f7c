using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Tasks;

/// <summary>
/// Knows where a task stands, so that it can be named by its id alone. Its key is a <see cref="TaskId"/>. The task itself
/// is its board's, which must decide about several at once.
/// </summary>
[Alias("task")]
public interface ITaskGrain : IGrainWithStringKey
{
    /// <summary>The board it stands on.</summary>
    /// <exception cref="Errors.NotFoundException">There is no such task.</exception>
    [Alias("get-board")]
    Task<TaskBoardId> GetBoard();
}
