using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>What the edits of a file mean for its board.</summary>
/// <param name="Edits">The commands, in the order in which they are given.</param>
/// <param name="Problems">The edits that come to nothing, and why.</param>
internal sealed record EditPlan(IReadOnlyList<TaskEdit> Edits, IReadOnlyList<EditProblem> Problems);

/// <summary>Commands for one task, each given when the one before was carried out.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Steps">The commands.</param>
/// <param name="IsFree">Whether it matters to no other edit of the plan in which order they are given.</param>
internal sealed record TaskEdit(TaskId TaskId, IReadOnlyList<EditStep> Steps, bool IsFree = false);

/// <summary>A command.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="GiveAsync">Gives it to the board.</param>
internal sealed record EditStep(string Kind, Func<ITaskBoardGrain, TaskId, Task> GiveAsync)
{
    /// <summary>The name of the command that others of the same task make no sense without.</summary>
    public const string Create = "create";
}

/// <summary>An edit that comes to nothing.</summary>
/// <param name="TaskId">The task; null for an entry that is none.</param>
/// <param name="Message">Why, for the people who edit the file.</param>
/// <param name="Field">The property that is wrong, where it is one; the message goes without its name then.</param>
/// <param name="Entry">The entry; null where the task says which.</param>
internal sealed record EditProblem(TaskId? TaskId, string Message, string? Field = null, FileTask? Entry = null);

/// <summary>What the editor of a file knew of the board.</summary>
/// <param name="State">The board at that time, with what was done since for edits of this file.</param>
/// <param name="IsKnown">
/// Whether it is known at all. Else it is the board as it is now: whatever the file says is wanted, and what it does not say
/// was not removed.
/// </param>
internal sealed record EditBasis(Grains.Tasks.TaskBoardState State, bool IsKnown);
