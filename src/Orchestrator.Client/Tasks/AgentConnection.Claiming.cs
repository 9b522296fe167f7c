using Orchestrator.Client.Calls;
using Orchestrator.Client.Leases;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Client;

/// <content>Claiming the next task.</content>
public sealed partial class AgentConnection
{
    // Began: when the claim was first sent under its key. A repetition is answered as that was, however long ago.
    private Task<TaskAssignment?> ClaimNextAsync(TaskWorkOptions options, string key, long began, CancellationToken cancellationToken)
    {
        var command = new ClaimNextTask
        {
            AgentId = AgentId,
            Epoch = Epoch,
            Board = options.Board ?? (options.SessionId is { } session ? TaskBoardId.Of(session) : null),
            Capabilities = options.Capabilities ?? Agent.Capabilities,
            LeaseSeconds = options.Lease.TotalSeconds,
        };
        return TakeAsync(
            async taking =>
            {
                CallContext.IdempotencyKey = key; // of this lambda's context alone, since it is async

                // Only the tables know which boards have ready tasks.
                TaskView? task = command.Board is { } board
                    ? (await _caller.CommandAsync("claim-next-task", () => Board(board).ClaimNext(command), taking)).Value
                    : (await _http.PostAsync<TaskView>("claim-next-task", "tasks:claim-next", HostHttp.Body(command), TimeSpan.Zero, taking)).Value;
                if (task is null) return null;
                bool isFresh = _caller.Time.GetElapsedTime(began) < options.Lease / 3;
                return Assign(task, options.Lease, isFresh ? began : await RenewFirstAsync(task, options.Lease, taking));
            },
            cancellationToken);
    }

    // The lease of a claim that is answered late may be over at the host, and the task another agent's.
    private async Task<long> RenewFirstAsync(TaskView task, TimeSpan lease, CancellationToken cancellationToken)
    {
        CallContext.IdempotencyKey = null; // it is the claim's
        long began = _caller.Time.GetTimestamp();
        var renewal = new WorkOnTask { AgentId = AgentId, Epoch = Epoch, LeaseSeconds = lease.TotalSeconds };
        try
        {
            await _caller.RepeatAsync("renew-task", () => Board(task.Board).Renew(task.Id, renewal), cancellationToken);
            return began;
        }
        catch (OrchestratorException error) when (error is NotFoundException or ConflictException { Code: not ErrorCodes.StaleIncarnation })
        {
            throw new ConflictException($"task {task.Id} was claimed, but is not the agent's any more: {error.Message}", ErrorCodes.LeaseLost);
        }
    }

    private TaskAssignment Assign(TaskView task, TimeSpan lease, long began)
    {
        var renewal = new WorkOnTask { LeaseSeconds = lease.TotalSeconds };
        var keeper = new LeaseKeeper(
            "task",
            $"task {task.Id}",
            lease,
            began,
            renewing => _caller.RepeatAsync(
                "renew-task",
                _ => Board(task.Board).Renew(task.Id, renewal with { AgentId = AgentId, Epoch = Epoch }),
                Timeout.InfiniteTimeSpan,
                renewing),
            _caller.Time,
            _logger,
            Gone());
        return new TaskAssignment(this, task, keeper);
    }
}
