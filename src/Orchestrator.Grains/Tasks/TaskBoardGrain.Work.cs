using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.Budgets;

namespace Orchestrator.Grains.Tasks;

/// <summary>
/// Claiming tasks and working on them. One turn of the board decides who has a task, so two never do. A lease that ran out
/// is acted upon before anything else is decided, and by a timer; a board that sleeps is woken by the host's sweep.
/// </summary>
public sealed partial class TaskBoardGrain
{
    private readonly Dictionary<AgentId, long?> _knownToAgent = [];

    /// <inheritdoc/>
    public async Task<Committed<TaskView>> Claim(TaskId taskId, ClaimTask command)
    {
        command.Validate();
        await RefuseExceededAsync(taskId, command.AgentId);
        await TellAgentAsync(command.AgentId, command.Epoch); // last: nothing is awaited between this and the claim
        ReturnOverdue();
        TaskItem task = Open(taskId, "claimed");
        if (task.IsHeld)
        {
            CheckHolder(task, command.AgentId, command.Epoch);
            return await RenewAsync(task, TimeSpan.FromSeconds(command.LeaseSeconds));
        }

        if (task.Assignee is { } other && other != command.AgentId)
            throw new ConflictException($"task {taskId} is assigned to {other}");
        if (task.OverBudget is { } reason) throw BudgetCheck.Refused(reason);
        if (!task.IsReady)
            throw new ConflictException($"task {taskId} is not ready: it waits for {string.Join(", ", Awaited(task))}", ErrorCodes.NotReady);
        return await ClaimAsync(task, command.AgentId, command.Epoch, command.LeaseSeconds);
    }

    /// <inheritdoc/>
    public Task<Committed<TaskView>> Renew(TaskId taskId, WorkOnTask command) =>
        WorkAsync(taskId, command, task => RenewAsync(task, command.LeaseSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : task.Lease));

    /// <inheritdoc/>
    public Task<Committed<TaskView>> Release(TaskId taskId, WorkOnTask command) => WorkAsync(
        taskId, command, task => DoneAsync(new TaskReturned { At = Now(), TaskId = taskId, Reason = command.Reason ?? "given back" }));

    /// <inheritdoc/>
    public Task<Committed<TaskView>> Block(TaskId taskId, WorkOnTask command) => WorkAsync(
        taskId,
        command,
        task => task.Status == TaskItemStatus.Blocked && task.Reason == command.Reason
            ? SameAsync(task)
            : DoneAsync(new TaskBlocked { At = Now(), TaskId = taskId, Reason = command.Reason }));

    /// <inheritdoc/>
    public Task<Committed<TaskView>> Unblock(TaskId taskId, WorkOnTask command) => WorkAsync(
        taskId,
        command,
        task => task.Status == TaskItemStatus.InProgress ? SameAsync(task) : DoneAsync(new TaskUnblocked { At = Now(), TaskId = taskId }));

    /// <inheritdoc/>
    public Task<Committed<TaskView>> Complete(TaskId taskId, WorkOnTask command)
    {
        if (State.Find(taskId) is { Status: TaskItemStatus.Completed } done && (command.AgentId is null || done.Assignee == command.AgentId))
            return SameAsync(done);
        return WorkAsync(
            taskId,
            command,
            task => task.OpenParts > 0
                ? throw new ConflictException($"task {taskId} has {task.OpenParts} parts that are not ended")
                : DoneAsync(new TaskCompleted { At = Now(), TaskId = taskId, AgentId = task.Assignee, Result = command.Result }));
    }

    /// <inheritdoc/>
    public Task<Committed<TaskView>> Fail(TaskId taskId, WorkOnTask command) => WorkAsync(
        taskId, command, _ => DoneAsync(new TaskFailed { At = Now(), TaskId = taskId, Reason = command.Reason }));

    /// <inheritdoc/>
    public async Task<bool> RenewAgent(AgentId agentId, long epoch)
    {
        int first = OpenEvents;
        ReturnOverdue();
        DateTimeOffset now = Now();
        foreach (TaskItem task in State.HeldBy(agentId, epoch).Where(task => task.Epoch is null || task.Epoch == epoch))
        {
            // Not with every heartbeat: when half of the lease is over.
            if (task.LeasedUntil - now < task.Lease / 2)
                Raise(new TaskRenewed { At = now, TaskId = task.Content.TaskId, Until = now + task.Lease });
        }

        bool holds = State.HeldBy(agentId, epoch).Any();
        if (!holds) _knownToAgent.Remove(agentId);
        await CommitAsync(first);
        return holds;
    }

    /// <inheritdoc/>
    public async Task ReleaseAgent(AgentId agentId, long upToEpoch, string reason)
    {
        _knownToAgent.Remove(agentId); // which incarnation lives is asked anew
        int first = OpenEvents;
        foreach (TaskItem task in State.HeldBy(agentId, upToEpoch))
            Raise(new TaskReturned { At = Now(), TaskId = task.Content.TaskId, Reason = reason });
        await CommitAsync(first);
    }

    /// <inheritdoc/>
    public async Task ReleaseAll(string reason)
    {
        int first = OpenEvents;
        foreach (TaskItem task in State.Held)
            Raise(new TaskReturned { At = Now(), TaskId = task.Content.TaskId, Reason = reason });
        await CommitAsync(first);
    }

    /// <inheritdoc/>
    public async Task Tend()
    {
        int first = OpenEvents;
        ReturnOverdue();
        WatchClock();
        await CommitAsync(first);
    }

    /// <inheritdoc/>
    protected override Task OnClockAsync() => Tend();

    private Task<Committed<TaskView>> ClaimAsync(TaskItem task, AgentId agent, long? epoch, double leaseSeconds)
    {
        DateTimeOffset now = Now();
        int first = OpenEvents;
        Raise(new TaskClaimed
        {
            At = now,
            TaskId = task.Content.TaskId,
            AgentId = agent,
            Epoch = epoch,
            Until = now.AddMilliseconds(Math.Ceiling(leaseSeconds * 1_000)),
        });
        WatchClock();
        return AnswerAsync(task.Content.TaskId, first);
    }

    private Task<Committed<TaskView>> RenewAsync(TaskItem task, TimeSpan lease) => DoneAsync(new TaskRenewed
    {
        At = Now(),
        TaskId = task.Content.TaskId,
        Until = Now().AddMilliseconds(Math.Ceiling(lease.TotalMilliseconds)),
    });

    private Task<Committed<TaskView>> WorkAsync(TaskId taskId, WorkOnTask command, Func<TaskItem, Task<Committed<TaskView>>> work)
    {
        command.Validate();
        ReturnOverdue();
        TaskItem task = Open(taskId, "worked on");
        if (!task.IsHeld)
        {
            string who = command.AgentId is { } agent ? $"agent {agent} does not have it (any more)" : "nobody works on it";
            throw new ConflictException($"task {taskId} is {Word(task)}: {who}", command.AgentId is null ? ErrorCodes.Conflict : ErrorCodes.LeaseLost);
        }

        if (command.AgentId is { } holder) CheckHolder(task, holder, command.Epoch);
        return work(task);
    }

    private Task<Committed<TaskView>> DoneAsync(TaskEvent change) => CommitAsync(change, View(change.TaskId));

    private static void CheckHolder(TaskItem task, AgentId agent, long? epoch)
    {
        if (task.Assignee != agent)
            throw new ConflictException($"task {task.Content.TaskId} is {Word(task)} by {task.Assignee}, not by {agent}", ErrorCodes.LeaseLost);
        if (epoch < task.Epoch)
        {
            throw new ConflictException(
                $"task {task.Content.TaskId} was claimed by incarnation {task.Epoch} of {agent}; this is {epoch}, which is over", ErrorCodes.StaleIncarnation);
        }
    }

    private IEnumerable<TaskId> Awaited(TaskItem task) =>
        (task.Content.Dependencies ?? []).Where(dependency => State.Find(dependency)?.Status != TaskItemStatus.Completed);

    private void ReturnOverdue()
    {
        DateTimeOffset now = Now();
        foreach (TaskId id in State.Overdue(now))
        {
            LogReturned(Logger, Id.Value, id.Value, State.Find(id)?.Assignee?.Value);
            Raise(new TaskReturned { At = now, TaskId = id, Reason = "its lease ran out" });
        }
    }

    // The agent's grain must know where the agent has tasks before it has one, so that its death gives them back. It also
    // tells whether the incarnation lives.
    private async Task TellAgentAsync(AgentId agent, long? epoch)
    {
        if (_knownToAgent.TryGetValue(agent, out long? known) && known == epoch) return;
        if (await GrainFactory.GetGrain<IAgentGrain>(agent.Value).UseBoard(Id, epoch)) _knownToAgent[agent] = epoch;
    }

    private void WatchClock() => WatchClock(State.NextLeaseEnd);

    [LoggerMessage(LogLevel.Warning, "Board {Board}: the lease of {Agent} on task {Task} ran out; the task is pending again")]
    private static partial void LogReturned(ILogger logger, string board, string task, string? agent);
}
