using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orchestrator.Client.Calls;
using Orchestrator.Client.Diagnostics;
using Orchestrator.Client.Leases;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Client.Tasks;

/// <summary>One worker: takes tasks, hands them to a handler and ends them as the handler ended.</summary>
internal sealed partial class TaskWork(
    AgentConnection agent,
    Func<TaskAssignment, CancellationToken, Task> handler,
    TaskWorkOptions options,
    Drain drain,
    TimeProvider time,
    ILogger logger)
{
    private const int MaxReason = 1_000;

    /// <summary>Works until it is told to stop.</summary>
    public async Task RunAsync()
    {
        var pauses = new Backoff(options.MinPause, options.MaxPause);
        while (await agent.NextTaskAsync(options, drain.Stopping) is { } task)
        {
            bool done;
            await using (task) done = await HandleAsync(task);

            // A task that goes wrong at once is not taken again at once, by this worker.
            if (done) pauses = new Backoff(options.MinPause, options.MaxPause);
            else await Task.Delay(pauses.Next(), time, drain.Stopping);
        }
    }

    private async Task<bool> HandleAsync(TaskAssignment task)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(task.Lost, drain.Over);
        using Activity? activity = ClientTelemetry.ExecuteTask(agent.AgentId.Value, task.Id.Value);
        long began = time.GetTimestamp();
        string outcome = "failed";
        try
        {
            await handler(task, running.Token);
            if (!task.IsSettled) await SettleAsync(task, "complete-task", new(), static (board, id, work) => board.Complete(id, work), running.Token);
            outcome = "ok";
            return true;
        }
        catch (Exception exception) when (task.Lost.IsCancellationRequested)
        {
            outcome = "lost";
            ClientTelemetry.Fail(activity, exception);
            return true;
        }
        catch (OperationCanceledException) when (drain.Over.IsCancellationRequested)
        {
            outcome = "stopped";
            if (!task.IsSettled) await agent.GiveBackAsync(task, "its agent stops");
            return true;
        }
        catch (Exception exception)
        {
            ClientTelemetry.Fail(activity, exception);
            LogFailed(agent.AgentId, task.Id, task.Attempt, exception);
            if (!task.IsSettled) await EndFailedAsync(task, exception.Message, running.Token);
            return false;
        }
        finally
        {
            ClientTelemetry.Worked(outcome, time.GetElapsedTime(began));
        }
    }

    private async Task EndFailedAsync(TaskAssignment task, string reason, CancellationToken cancellationToken)
    {
        var command = new WorkOnTask { Reason = reason.Length > MaxReason ? reason[..MaxReason] : reason };
        try
        {
            if (task.Attempt >= options.MaxAttempts)
                await SettleAsync(task, "fail-task", command, static (board, id, work) => board.Fail(id, work), cancellationToken);
            else
                await SettleAsync(task, "release-task", command, static (board, id, work) => board.Release(id, work), cancellationToken);
        }
        catch (Exception exception)
        {
            // Lost meanwhile, or the agent stops: it is given back when it is disposed, or came back already.
            LogNotEnded(agent.AgentId, task.Id, exception.Message);
        }
    }

    // The work is done: saying so is tried for as long as the task is the agent's.
    private static Task<TaskView> SettleAsync(
        TaskAssignment task,
        string operation,
        WorkOnTask command,
        Func<ITaskBoardGrain, TaskId, WorkOnTask, Task<Contracts.Journaling.Committed<TaskView>>> work,
        CancellationToken cancellationToken) =>
        task.SettleAsync(operation, command, work, Timeout.InfiniteTimeSpan, cancellationToken);

    [LoggerMessage(LogLevel.Error, "Agent {AgentId} failed at task {TaskId}, attempt {Attempt}")]
    private partial void LogFailed(AgentId agentId, TaskId taskId, int attempt, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Agent {AgentId} could not end task {TaskId}: {Reason}")]
    private partial void LogNotEnded(AgentId agentId, TaskId taskId, string reason);
}
