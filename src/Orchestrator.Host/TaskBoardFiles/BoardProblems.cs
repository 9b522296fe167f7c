using Orchestrator.Contracts.Identifiers;
using Orchestrator.Gateway.Operations;
using Orchestrator.Grains.Tasks;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>
/// What is told of the edits of a file that came to nothing. What still stands in the file is found again by each round; an
/// edit that was undone there is not, and stays in sight until somebody saves or removes the file.
/// </summary>
internal sealed class BoardProblems
{
    private const int MaxShown = 100;

    private IReadOnlyList<TaskBoardFileProblem> _undone = [];

    /// <summary>What is told, the first 100.</summary>
    public IReadOnlyList<TaskBoardFileProblem> Shown { get; private set; } = [];

    /// <summary>Takes in what a round found.</summary>
    /// <param name="found">All that came to nothing in it.</param>
    /// <param name="file">The file as the round read it; null when there was none.</param>
    /// <param name="now">The board after it.</param>
    /// <param name="isSaved">Whether somebody else saved or removed the file since the round before.</param>
    /// <param name="at">When.</param>
    /// <returns>What was not told before.</returns>
    public IReadOnlyList<TaskBoardFileProblem> Report(
        IReadOnlyList<EditProblem> found, BoardDocument? file, TaskBoardState now, bool isSaved, DateTimeOffset at)
    {
        IReadOnlyList<TaskBoardFileProblem> before = Shown;
        var told = before.DistinctBy(Key).ToDictionary(Key);
        List<TaskBoardFileProblem> undone = isSaved ? [] : [.. _undone];
        List<TaskBoardFileProblem> standing = [];
        Dictionary<TaskId, FileTask> entries = [];
        if (found.Count > 0)
        {
            foreach (FileTask entry in file?.Tasks ?? [])
            {
                if (entry.Problem is null) entries.TryAdd(entry.Id, entry);
            }
        }

        foreach (EditProblem problem in found.Take(MaxShown))
        {
            FileTask? entry = problem.Entry ?? (problem.TaskId is { } id ? entries.GetValueOrDefault(id) : null);
            bool isOnBoard = problem.TaskId is { } task && now.Find(task) is not null;
            TaskBoardFileProblem view = View(problem, entry, file, isOnBoard, at);
            if (!isSaved && told.TryGetValue(Key(view), out TaskBoardFileProblem? known)) view = known;
            (isOnBoard && entry?.Problem is null ? undone : standing).Add(view);
        }

        _undone = [.. undone.DistinctBy(Key).Take(MaxShown)];
        Shown = [.. undone.Concat(standing).DistinctBy(Key).Take(MaxShown)];
        return [.. Shown.Where(problem => !told.ContainsKey(Key(problem)))];
    }

    private static TaskBoardFileProblem View(EditProblem problem, FileTask? entry, BoardDocument? file, bool isOnBoard, DateTimeOffset at)
    {
        // An id that was made for an entry and is not written into it says nothing to anybody.
        string? taskId = isOnBoard || entry is not { HasId: false } ? problem.TaskId?.Value : null;
        if (entry is null) return new(taskId, null, Named(), at);

        string place = $"{(file is { IsList: true } ? string.Empty : BoardDocument.TaskList)}[{entry.Index}]";
        if (problem.Field is not null) place = $"{place}.{problem.Field}";
        bool isByPlace = taskId is null || entry.Problem is not null;
        string message = isByPlace ? $"{place}: {problem.Message}" : Named();
        return new(taskId, place, isByPlace || problem.Field is not null ? $"{message}{entry.Shown(problem.Field)}" : message, at);

        string Named() => problem.Field is null ? problem.Message : $"{problem.Field}: {problem.Message}";
    }

    private static (string? TaskId, string? Place, string Message) Key(TaskBoardFileProblem problem) => (problem.TaskId, problem.Place, problem.Message);
}
