using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orchestrator.Client.Calls;
using Orchestrator.Client.Leases;
using Orchestrator.Client.Tasks;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Client;

/// <content>Working on tasks.</content>
public sealed partial class AgentConnection
{
    /// <summary>
    /// Takes one task after the other, the most urgent ready one that the agent can do, and waits for more. The lease of the one
    /// in hand is renewed. A task that was neither completed, failed nor given back when the loop goes on or ends is given back.
    /// </summary>
    /// <remarks>
    /// Goes on through restarts of the host, and while a budget is used up. Ends when the connection is disposed; with
    /// <see cref="OperationCanceledException"/> when the token is cancelled; with <see cref="ConflictException"/>
    /// (<c>stale-incarnation</c>) once another process registered the agent. For several at once and an orderly stop see
    /// <see cref="HandleTasksAsync"/>.
    /// </remarks>
    /// <param name="options">Which tasks, and how; the defaults when absent.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public async IAsyncEnumerable<TaskAssignment> WorkAsync(
        TaskWorkOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new TaskWorkOptions();
        options.Validate();
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        while (await NextTaskAsync(options, cancellationToken) is { } task)
        {
            await using (task) yield return task;
        }
    }

    /// <summary>
    /// Works on tasks until it is told to stop: takes the most urgent ready ones that the agent can do, as many at a time as the
    /// options say, and hands each to the handler. When the handler returns, the task is completed unless it was ended by it; when
    /// the handler throws, the task is given back to be tried again, and fails after <see cref="TaskWorkOptions.MaxAttempts"/>.
    /// </summary>
    /// <remarks>
    /// The handler's token is cancelled when the task is lost (<see cref="TaskAssignment.Lost"/>), and
    /// <see cref="TaskWorkOptions.FinishWithin"/> after the stop. Goes on through restarts of the host, and while a budget is used up.
    /// </remarks>
    /// <param name="handler">Does the work.</param>
    /// <param name="options">Which tasks, and how; the defaults when absent.</param>
    /// <param name="stopping">Stops: nothing is taken any more, what is in hand is finished or given back; then this returns.</param>
    /// <exception cref="ConflictException">Another process registered the agent (<c>stale-incarnation</c>).</exception>
    public async Task HandleTasksAsync(
        Func<TaskAssignment, CancellationToken, Task> handler, TaskWorkOptions? options = null, CancellationToken stopping = default)
    {
        options ??= new TaskWorkOptions();
        options.Validate();
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        using var drain = new Drain(options.FinishWithin, _caller.Time, stopping);
        var work = new TaskWork(this, handler, options, drain, _caller.Time, _logger);
        await drain.RunAsync(options.Concurrency, work.RunAsync);
    }

    /// <summary>Takes the most urgent ready task that the agent can do.</summary>
    /// <param name="options">Which tasks; the defaults when absent.</param>
    /// <param name="cancellationToken">Gives up; a task that was taken all the same is given back.</param>
    /// <returns>The task, to be disposed; null when none is ready.</returns>
    /// <exception cref="ConflictException">
    /// A budget is used up (<c>budget-exceeded</c>), another process registered the agent, or the answer came so late that the task is
    /// not the agent's any more (<c>lease-lost</c>).
    /// </exception>
    public Task<TaskAssignment?> ClaimNextTaskAsync(TaskWorkOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new TaskWorkOptions();
        options.Validate();
        return ClaimNextAsync(options, CallContext.IdempotencyKey ?? HostCaller.NewKey(), _caller.Time.GetTimestamp(), cancellationToken);
    }

    /// <summary>Takes a certain task.</summary>
    /// <param name="id">The task; ready, and not assigned to another agent.</param>
    /// <param name="lease">As <see cref="TaskWorkOptions.Lease"/>; 5 minutes when absent.</param>
    /// <param name="cancellationToken">Gives up; a task that was taken all the same is given back.</param>
    /// <returns>The task, to be disposed.</returns>
    /// <exception cref="ConflictException">
    /// Another agent has it or is to do it, it waits for others (<c>not-ready</c>), or a budget is used up (<c>budget-exceeded</c>).
    /// </exception>
    public Task<TaskAssignment> ClaimTaskAsync(TaskId id, TimeSpan? lease = null, CancellationToken cancellationToken = default)
    {
        TimeSpan time = lease ?? new TaskWorkOptions().Lease;
        var command = new ClaimTask { AgentId = AgentId, Epoch = Epoch, LeaseSeconds = time.TotalSeconds };
        command.Validate();
        return TakeAsync(
            async taking =>
            {
                TaskBoardId board = await _caller.RepeatAsync("get-board", _caller.Grain<ITaskGrain>(id.Value).GetBoard, taking);
                long began = _caller.Time.GetTimestamp();
                return Assign((await _caller.RepeatAsync("claim-task", () => Board(board).Claim(id, command), taking)).Value, time, began);
            },
            cancellationToken);
    }

    /// <summary>Creates a task in the agent's name.</summary>
    /// <param name="command">The task. Without an id it gets one here, without a creator this agent.</param>
    /// <param name="cancellationToken">Gives up; it may be created all the same.</param>
    /// <exception cref="ConflictException">Its own id was used before.</exception>
    public Task<TaskView> CreateTaskAsync(CreateTask command, CancellationToken cancellationToken = default) =>
        new TaskClient(_caller, _http).CreateAsync(command with { CreatedBy = command.CreatedBy ?? AgentId }, cancellationToken);

    /// <summary>The next task, when there is one; null when the connection was disposed meanwhile.</summary>
    internal async Task<TaskAssignment?> NextTaskAsync(TaskWorkOptions options, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        var pauses = new Backoff(options.MinPause, options.MaxPause);
        bool warned = false;
        (string key, long? began) = (HostCaller.NewKey(), null);
        try
        {
            while (true)
            {
                if (ConnectionState == ConnectionState.Superseded)
                    throw new ConflictException($"agent {AgentId} was registered again by another process", ErrorCodes.StaleIncarnation);
                long epoch = Epoch;
                try
                {
                    began ??= _caller.Time.GetTimestamp();
                    if (await ClaimNextAsync(options, key, began.Value, waiting.Token) is { } task) return task;
                    (key, began) = (HostCaller.NewKey(), null);
                }
                catch (ConflictException exception) when (exception.Code == ErrorCodes.StaleIncarnation)
                {
                    if (epoch == Epoch)
                    {
                        _monitor.Supersede();
                        throw;
                    } // else this very process registered again: the host had lost the agent

                    (key, began) = (HostCaller.NewKey(), null);
                }
                catch (ConflictException exception) when (exception.Code is ErrorCodes.IdempotencyConflict or ErrorCodes.LeaseLost)
                {
                    // Taken by an incarnation that is over, and given back with it; or by a call that was answered too late.
                    (key, began) = (HostCaller.NewKey(), null);
                }
                catch (ConflictException exception) when (exception.Code == BudgetRule.Exceeded)
                {
                    if (!warned) LogBudgetExceeded(AgentId, exception.Message);
                    warned = true;
                }
                catch (UnavailableException)
                {
                    // Tried for as long as a call is; work has more patience. The key stays: a task that was taken by a call whose
                    // answer was lost is the answer to the next.
                }

                await Task.Delay(pauses.Next(), _caller.Time, waiting.Token);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Does something with a task that the agent has.</summary>
    internal async Task<TaskView> WorkOnAsync(
        string operation,
        TaskView task,
        WorkOnTask command,
        Func<ITaskBoardGrain, TaskId, WorkOnTask, Task<Committed<TaskView>>> work,
        TimeSpan? patience,
        CancellationToken cancellationToken)
    {
        command = command with { AgentId = AgentId, Epoch = Epoch };
        command.Validate();
        return (await _caller.CommandAsync(
            operation, () => work(Board(task.Board), task.Id, command), patience ?? _caller.Options.RetryFor, cancellationToken)).Value;
    }

    /// <summary>Gives a task back when that is possible; what goes wrong is logged.</summary>
    internal async Task GiveBackAsync(TaskAssignment task, string reason)
    {
        using var timeout = new CancellationTokenSource(_caller.Options.SignOffTimeout, _caller.Time);
        try
        {
            await task.ReleaseAsync(reason, timeout.Token);
        }
        catch (Exception exception)
        {
            // It comes back when its lease ran out.
            LogNotGivenBack(AgentId, task.Id, exception.Message);
        }
    }

    private ITaskBoardGrain Board(TaskBoardId board) => _caller.Grain<ITaskBoardGrain>(board.Value);

    // What was just taken may come when the connection is disposed already.
    private CancellationToken Gone() => _disposed == 0 ? _gone.Token : new CancellationToken(canceled: true);

    [LoggerMessage(LogLevel.Warning, "Agent {AgentId} takes no tasks until a budget allows it: {Reason}")]
    private partial void LogBudgetExceeded(AgentId agentId, string reason);

    [LoggerMessage(LogLevel.Warning, "Agent {AgentId} could not give back task {TaskId}, which comes back when its lease ran out: {Reason}")]
    private partial void LogNotGivenBack(AgentId agentId, TaskId taskId, string reason);
}
