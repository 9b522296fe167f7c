namespace Orchestrator.Gateway.Operations;

/// <summary>How the files that task boards are kept in are. The host provides it.</summary>
public interface ITaskBoardFiles
{
    /// <summary>Each file, in the order of the configuration.</summary>
    IReadOnlyList<TaskBoardFileView> Files { get; }
}

/// <summary>How a file is that a task board is kept in (S4).</summary>
public sealed record TaskBoardFileView
{
    /// <summary>The board.</summary>
    public required string Board { get; init; }

    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>The file that gets a line for each completed task.</summary>
    public required string ProgressLog { get; init; }

    /// <summary>
    /// <c>starting</c>; <c>synced</c>: file and board are the same; <c>broken</c>: the file can't be understood and is left as
    /// it is until it can; <c>waiting</c>: it can't be read or written now, or the board can't be reached, and is tried again.
    /// </summary>
    public required string State { get; init; }

    /// <summary>Why it is broken, or what is waited for.</summary>
    public string? Reason { get; init; }

    /// <summary>The journal position up to which the file has the board's changes.</summary>
    public long Position { get; init; }

    /// <summary>When file and board were last found the same.</summary>
    public DateTimeOffset? SyncedAt { get; init; }

    /// <summary>
    /// What came to nothing of the last edit of the file, and what still stands in it and can't be done; the first 100. Gone
    /// once it is mended; what was given the board's value back, once the file is saved again.
    /// </summary>
    public IReadOnlyList<TaskBoardFileProblem> Problems { get; init; } = [];
}

/// <summary>A part of an edit that came to nothing.</summary>
/// <param name="TaskId">The task; null for an entry that is none.</param>
/// <param name="Place">Where it stands in the file, such as <c>tasks[5].id</c>, from 0; null when it is not there.</param>
/// <param name="Message">Why, with the place where no task is told, and with the beginning of the value that was there.</param>
/// <param name="At">When.</param>
public sealed record TaskBoardFileProblem(string? TaskId, string? Place, string Message, DateTimeOffset At);
