using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Tasks;

/// <summary>
/// Says on which board a task stands. It is the only event of a grain named after the task, written in the transaction in
/// which the task is created: so each id is used once, on all boards together.
/// </summary>
internal static class TaskPlace
{
    private const string Type = "task-placed";

    /// <summary>Adds it to the commit that creates the task.</summary>
    public static void Raise(TaskId id, TaskBoardId board, Action<string, string, JsonText> raise) =>
        FirstRow.Raise(GrainName(id), Type, new TaskPlaced(Type, board), raise);

    /// <summary>Finds the board; null for an id that was never used.</summary>
    /// <exception cref="Contracts.Errors.UnavailableException">The journal cannot be read now.</exception>
    public static async ValueTask<TaskBoardId?> FindAsync(IJournal journal, TaskId id) =>
        (await FirstRow.FindAsync<TaskPlaced>(journal, GrainName(id)))?.Claim.Board;

    private static string GrainName(TaskId id) => $"task/{id}";

    /// <summary>The event.</summary>
    internal sealed record TaskPlaced(string Event, TaskBoardId Board);
}
