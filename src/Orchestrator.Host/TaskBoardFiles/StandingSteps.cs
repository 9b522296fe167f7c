using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>The commands that bring a task from where it stands to where a person wants it.</summary>
/// <param name="person">In whose name a task is taken that is ended by hand while nobody has it.</param>
internal sealed class StandingSteps(AgentId person)
{
    // Nobody sends heartbeats for a person: as long as a lease may be.
    private const double LeaseSeconds = 86_400;

    private readonly List<EditStep> _steps = [];

    /// <summary>Why the rest of the way can't be gone.</summary>
    public string? Problem { get; private set; }

    /// <summary>The commands.</summary>
    public IReadOnlyList<EditStep> Steps => _steps;

    /// <summary>Finds the way.</summary>
    /// <param name="from">Where the task stands.</param>
    /// <param name="to">Where it is wanted.</param>
    /// <param name="reason">Why, in the person's words; may be empty.</param>
    public StandingSteps Go(Standing from, Standing to, string reason)
    {
        if (from.Status is TaskItemStatus.Completed or TaskItemStatus.Cancelled || (from.Status == to.Status && to.IsEnded))
        {
            Problem = $"it is {from}, which is final, and can't be {to}; make a new task";
            return this;
        }

        if (from.Status == TaskItemStatus.Failed)
        {
            Add("retry", (board, id) => board.Retry(id));
            from = new(TaskItemStatus.Pending, null);
        }

        var work = new WorkOnTask { Reason = reason.Length == 0 ? null : reason };
        switch (to.Status)
        {
            case TaskItemStatus.Pending or TaskItemStatus.Assigned:
                Assign(Free(from), to.Agent);
                break;
            case TaskItemStatus.InProgress when Take(from, to.Agent) is { Status: TaskItemStatus.Blocked }:
                Add("unblock", (board, id) => board.Unblock(id, work));
                break;
            case TaskItemStatus.Blocked when Take(from, to.Agent) is { Status: TaskItemStatus.InProgress }:
                Add("block", (board, id) => board.Block(id, work));
                break;
            case TaskItemStatus.Completed:
                Take(from, to.Agent ?? from.Agent ?? person);
                Add("complete", (board, id) => board.Complete(id, work));
                break;
            case TaskItemStatus.Failed:
                Take(from, to.Agent ?? from.Agent ?? person);
                Add("fail", (board, id) => board.Fail(id, work));
                break;
            case TaskItemStatus.Cancelled:
                Add("cancel", (board, id) => board.Cancel(id, work));
                break;
        }

        return this;
    }

    private Standing? Take(Standing from, AgentId? agent)
    {
        if (agent is not { } taker)
        {
            Problem = "an agent must have it: name one as its assignee, or set its status to pending";
            return null;
        }

        if (from.IsHeld && from.Agent == taker) return from;
        Standing free = Free(from);
        if (free.Agent is { } other && other != taker) Assign(free, taker);
        Add("claim", (board, id) => board.Claim(id, new ClaimTask { AgentId = taker, LeaseSeconds = LeaseSeconds }));
        return new(TaskItemStatus.InProgress, taker);
    }

    private Standing Free(Standing from)
    {
        if (!from.IsHeld) return from;
        Add("release", (board, id) => board.Release(id, new WorkOnTask { Reason = "by hand, in the task board's file" }));
        return new(TaskItemStatus.Pending, null);
    }

    private void Assign(Standing from, AgentId? agent)
    {
        if (from.Agent != agent) Add("assign", (board, id) => board.Assign(id, new AssignTask { AgentId = agent }));
    }

    private void Add(string kind, Func<ITaskBoardGrain, TaskId, Task> give) => _steps.Add(new(kind, give));
}
