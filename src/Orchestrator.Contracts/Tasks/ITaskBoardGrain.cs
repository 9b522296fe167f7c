using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Transactions;

namespace Orchestrator.Contracts.Tasks;

/// <summary>
/// The tasks of a session or of a project: those that may depend on each other, and among which an agent's next one is
/// chosen. Its key is a <see cref="TaskBoardId"/>; every board is there, empty at first. All methods that name a task
/// throw <see cref="Errors.NotFoundException"/> when it is not on the board; see <see cref="Sessions.ISessionGrain"/> for
/// the other errors.
/// </summary>
[Alias("task-board")]
public interface ITaskBoardGrain : ITransactional
{
    /// <summary>Creates a task.</summary>
    /// <exception cref="Errors.ConflictException">Its own id was used before, on any board.</exception>
    [Alias("create")]
    Task<Committed<TaskView>> Create(CreateTask command);

    /// <summary>Reads a task.</summary>
    [Alias("get")]
    Task<TaskView> Get(TaskId taskId);

    /// <summary>Changes a task that is not ended.</summary>
    /// <exception cref="Errors.ConflictException">It would depend on itself (<c>dependency-cycle</c>); the message shows the cycle.</exception>
    [Alias("update")]
    Task<Committed<TaskView>> Update(TaskId taskId, UpdateTask command);

    /// <summary>Says who is to do a task that nobody works on.</summary>
    [Alias("assign")]
    Task<Committed<TaskView>> Assign(TaskId taskId, AssignTask command);

    /// <summary>Gives a ready task to an agent; again for the agent that has it, it renews the lease.</summary>
    /// <exception cref="Errors.ConflictException">
    /// Another agent has it or is to do it, it waits for others (<c>not-ready</c>), the incarnation is over, or a budget is
    /// used up (<c>budget-exceeded</c>): the agent's, the task's or that of the task's session.
    /// </exception>
    [Alias("claim")]
    Task<Committed<TaskView>> Claim(TaskId taskId, ClaimTask command);

    /// <summary>Gives the most urgent ready task that fits to an agent: one that it is assigned, else the longest waiting one.</summary>
    /// <returns>The task; none when no ready one fits.</returns>
    /// <exception cref="Errors.ConflictException">
    /// The incarnation is over, or the budget of the agent or of the board's session is used up (<c>budget-exceeded</c>). Tasks
    /// whose own budgets or whose sessions' are used up are passed over; of other sessions that is known a second late at most.
    /// </exception>
    [Alias("claim-next")]
    Task<Committed<TaskView?>> ClaimNext(ClaimNextTask command);

    /// <summary>
    /// Says whether a command with an idempotency key was carried out here. Who asks several boards for a next task asks for this
    /// first: the command that comes again must meet the board that carried it out.
    /// </summary>
    /// <param name="key">The key.</param>
    [Alias("knows-key")]
    Task<bool> KnowsKey(string key);

    /// <summary>Renews an agent's lease.</summary>
    /// <exception cref="Errors.ConflictException">The agent does not have it (<c>lease-lost</c>), or its incarnation is over.</exception>
    [Alias("renew")]
    Task<Committed<TaskView>> Renew(TaskId taskId, WorkOnTask command);

    /// <summary>Gives a task back: it is pending again.</summary>
    /// <inheritdoc cref="Renew"/>
    [Alias("release")]
    Task<Committed<TaskView>> Release(TaskId taskId, WorkOnTask command);

    /// <summary>Says that a task's agent can't go on; it keeps the task.</summary>
    /// <inheritdoc cref="Renew"/>
    [Alias("block")]
    Task<Committed<TaskView>> Block(TaskId taskId, WorkOnTask command);

    /// <summary>Says that a task's agent goes on.</summary>
    /// <inheritdoc cref="Renew"/>
    [Alias("unblock")]
    Task<Committed<TaskView>> Unblock(TaskId taskId, WorkOnTask command);

    /// <summary>Says that a task is done. Again by the same agent it says the same.</summary>
    /// <exception cref="Errors.ConflictException">As for a renewal; or parts of it are not ended.</exception>
    [Alias("complete")]
    Task<Committed<TaskView>> Complete(TaskId taskId, WorkOnTask command);

    /// <summary>Says that a task can't be done.</summary>
    /// <inheritdoc cref="Renew"/>
    [Alias("fail")]
    Task<Committed<TaskView>> Fail(TaskId taskId, WorkOnTask command);

    /// <summary>Says that a task is not wanted any more; what depends on it waits until that is changed.</summary>
    [Alias("cancel")]
    Task<Committed<TaskView>> Cancel(TaskId taskId, WorkOnTask command);

    /// <summary>Makes a failed task pending again.</summary>
    [Alias("retry")]
    Task<Committed<TaskView>> Retry(TaskId taskId);

    /// <summary>Lists ready tasks, in the order in which they would be claimed.</summary>
    /// <param name="max">How many at most, 1 to 500.</param>
    [Alias("list-ready")]
    Task<IReadOnlyList<TaskView>> ListReady(int max);

    /// <summary>Renews what an agent has, to a time; called with its heartbeats.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="epoch">Its incarnation.</param>
    /// <returns>Whether it has anything here. If not, the board asks for it (<c>UseBoard</c>) before it claims the next time.</returns>
    [Alias("renew-agent")]
    Task<bool> RenewAgent(AgentId agentId, long epoch);

    /// <summary>Takes from an agent that is gone what it has. Returns when that is on disk.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="upToEpoch">Only what this incarnation and its predecessors claimed.</param>
    /// <param name="reason">Why, for people.</param>
    [Alias("release-agent")]
    Task ReleaseAgent(AgentId agentId, long upToEpoch, string reason);

    /// <summary>Takes all tasks back that anybody has: they are pending again.</summary>
    /// <param name="reason">Why.</param>
    [Alias("release-all")]
    Task ReleaseAll(string reason);

    /// <summary>
    /// Says that a task's budget is used up, or no longer: such a task is not ready. Returns when that is on disk; nothing
    /// happens when the task is not on the board.
    /// </summary>
    /// <param name="taskId">The task.</param>
    /// <param name="reason">Why it is stopped; null when it is not.</param>
    [Alias("set-over-budget")]
    Task SetOverBudget(TaskId taskId, string? reason);

    /// <summary>Does what the clock demands: tasks whose leases ran out come back. For a board that sleeps.</summary>
    [Alias("tend")]
    Task Tend();
}
