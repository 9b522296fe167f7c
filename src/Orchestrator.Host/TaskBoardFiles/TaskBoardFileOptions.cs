using Orchestrator.Contracts.Identifiers;
using Orchestrator.Host.Startup;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>
/// A task board that is kept in a file too (S4 <c>coordination/task-board.json</c>, <c>coordination/progress-log.md</c>).
/// </summary>
public sealed record TaskBoardFileOptions
{
    /// <summary>The name of the file in a folder.</summary>
    public const string FileName = "task-board.json";

    /// <summary>The name of the progress log beside the file.</summary>
    public const string ProgressLogName = "progress-log.md";

    /// <summary>The board.</summary>
    public TaskBoardId Board { get; init; } = TaskBoardId.Default;

    /// <summary>The file's absolute path; it is created when missing.</summary>
    public required string File { get; init; }

    /// <summary>The absolute path of the file that gets a line for each completed task.</summary>
    public required string ProgressLog { get; init; }

    /// <summary>In whose name a task is taken that a person ends in the file while nobody has it.</summary>
    public AgentId Person { get; init; } = AgentId.Parse("operator");

    /// <summary>Reads those of a configuration.</summary>
    /// <param name="section">
    /// A list: each entry a text as for <see cref="Parse"/>, or <c>File</c> with, optionally, <c>Board</c>,
    /// <c>ProgressLog</c> and <c>Person</c>.
    /// </param>
    /// <exception cref="StartupException">One is wrong.</exception>
    public static IReadOnlyList<TaskBoardFileOptions> ReadAll(IConfigurationSection section)
    {
        TaskBoardFileOptions[] all = [.. section.GetChildren().Select(Read)];
        if (all.GroupBy(file => file.Board).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
            throw new StartupException($"--task-board: board {twice.Key} has two files, {string.Join(" and ", twice.Select(file => file.File))}; give one.");
        if (all.GroupBy(file => file.File, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } shared)
            throw new StartupException($"--task-board: {shared.Key} is the file of two boards; give each its own.");
        return all;
    }

    /// <summary>Reads one.</summary>
    /// <param name="text"><c>PATH</c> or <c>BOARD=PATH</c>; the path of the file, or of the folder that has it, which has no extension.</param>
    /// <exception cref="StartupException">It is wrong.</exception>
    public static TaskBoardFileOptions Parse(string text)
    {
        // A path may have an equals sign too; what has a slash before it is no name of a board.
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && IdentifierText.IsValid(text.AsSpan(0, equals))
            ? Of(text[(equals + 1)..], text[..equals], null, null)
            : Of(text, null, null, null);
    }

    private static TaskBoardFileOptions Read(IConfigurationSection entry) => entry.Value is { } text
        ? Parse(text)
        : Of(entry[nameof(File)] ?? string.Empty, entry[nameof(Board)], entry[nameof(ProgressLog)], entry[nameof(Person)]);

    private static TaskBoardFileOptions Of(string path, string? board, string? log, string? person)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
            throw new StartupException("--task-board lacks the path of its file: give one such as coordination/task-board.json.");
        string file = Path.GetFullPath(path);
        if (Directory.Exists(file) || Path.EndsInDirectorySeparator(file) || !Path.HasExtension(file)) file = Path.Combine(file, FileName);
        var options = new TaskBoardFileOptions
        {
            File = file,
            ProgressLog = log is { Length: > 0 } ? Path.GetFullPath(log) : Path.Combine(Path.GetDirectoryName(file)!, ProgressLogName),
        };
        if (options.File == options.ProgressLog) throw new StartupException($"--task-board: {file} can't be the progress log too.");
        if (board is not null) options = options with { Board = TaskBoardId.Parse(Id(board, "board")) };
        return person is null ? options : options with { Person = AgentId.Parse(Id(person, "person")) };
    }

    private static string Id(string text, string field) => IdentifierText.IsValid(text)
        ? text
        : throw new StartupException($"--task-board: {field} '{text}' {IdentifierText.Rule}.");
}
