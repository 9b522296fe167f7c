using System.Text.Json;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Serialization;
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
    public static void Raise(TaskId id, TaskBoardId board, Action<string, string, JsonText> raise)
    {
        TaskPlaced[] payload = [new(Type, board)];
        raise(GrainName(id), Type, JsonSerializer.SerializeToUtf8Bytes(payload, GrainStateJson.Options));
    }

    /// <summary>Finds the board; null for an id that was never used.</summary>
    public static async ValueTask<TaskBoardId?> FindAsync(IJournal journal, TaskId id)
    {
        IReadOnlyList<JournalEntry> rows = await journal.ReadGrainAsync(GrainName(id), 1, 1, CancellationToken.None);
        return rows is [{ } row] ? JsonSerializer.Deserialize<TaskPlaced[]>(row.Payload.Utf8, GrainStateJson.Options)![0].Board : null;
    }

    private static string GrainName(TaskId id) => $"task/{id}";

    /// <summary>The event.</summary>
    internal sealed record TaskPlaced(string Event, TaskBoardId Board);
}
