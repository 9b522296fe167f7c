using System.Text.Json;
using Orchestrator.Client.Leases;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Client;

/// <summary>
/// A task that is an agent's: its lease is renewed until it is completed, failed or given back. Disposed before that, it is given
/// back.
/// </summary>
public sealed class TaskAssignment : IAsyncDisposable
{
    private readonly LeaseKeeper _lease;

    internal TaskAssignment(AgentConnection agent, TaskView view, LeaseKeeper lease) => (Agent, View, _lease) = (agent, view, lease);

    /// <summary>The agent that has it.</summary>
    public AgentConnection Agent { get; }

    /// <summary>The task as it was when it was taken, or last blocked or unblocked here.</summary>
    public TaskView View { get; private set; }

    /// <summary>The task's id.</summary>
    public TaskId Id => View.Id;

    /// <summary>What is to be done.</summary>
    public string Title => View.Title;

    /// <summary>More about it; empty where nothing is said.</summary>
    public string Description => View.Description ?? string.Empty;

    /// <summary>How many times it was begun, this time included. More than 1: something may have been done before.</summary>
    public int Attempt => View.Attempts;

    /// <summary>
    /// Cancelled when the task is not the agent's any more: an operator or the host took it back, it could not be renewed in time,
    /// another process registered the agent, or its connection was disposed. What is done after that may be done twice.
    /// </summary>
    public CancellationToken Lost => _lease.Lost;

    /// <summary>Whether it was completed, failed or given back here.</summary>
    public bool IsSettled => _lease.IsSettled;

    /// <summary>Says that it is done. Repeated while the host is out of reach: it ends once.</summary>
    /// <param name="result">What came of it, a text; none when absent.</param>
    /// <param name="cancellationToken">Gives up; it may be completed all the same.</param>
    /// <exception cref="ConflictException">The task is not the agent's any more (<c>lease-lost</c>), or parts of it are not ended.</exception>
    public Task<TaskView> CompleteAsync(string? result = null, CancellationToken cancellationToken = default) =>
        SettleAsync(
            "complete-task",
            new() { Result = result is null ? null : MessageContent.Of(result) },
            static (board, id, work) => board.Complete(id, work),
            patience: null,
            cancellationToken);

    /// <inheritdoc cref="CompleteAsync(string?, CancellationToken)"/>
    /// <param name="result">What came of it: any JSON value, up to 256 KiB.</param>
    /// <param name="cancellationToken">Gives up; it may be completed all the same.</param>
    public Task<TaskView> CompleteAsync(JsonElement result, CancellationToken cancellationToken = default) =>
        SettleAsync("complete-task", new() { Result = result }, static (board, id, work) => board.Complete(id, work), patience: null, cancellationToken);

    /// <summary>Says that it can't be done. An operator may have it tried again.</summary>
    /// <param name="reason">Why, up to 1,000 characters.</param>
    /// <param name="cancellationToken">Gives up; it may fail all the same.</param>
    /// <exception cref="ConflictException">The task is not the agent's any more (<c>lease-lost</c>).</exception>
    public Task<TaskView> FailAsync(string reason, CancellationToken cancellationToken = default) =>
        SettleAsync("fail-task", new() { Reason = reason }, static (board, id, work) => board.Fail(id, work), patience: null, cancellationToken);

    /// <summary>Gives it back: it is pending again, for this agent and others.</summary>
    /// <param name="reason">Why, up to 1,000 characters.</param>
    /// <param name="cancellationToken">Gives up; it may be given back all the same.</param>
    /// <exception cref="ConflictException">The task is not the agent's any more (<c>lease-lost</c>).</exception>
    public Task<TaskView> ReleaseAsync(string? reason = null, CancellationToken cancellationToken = default) =>
        SettleAsync("release-task", new() { Reason = reason }, static (board, id, work) => board.Release(id, work), patience: null, cancellationToken);

    /// <summary>Says that the agent can't go on, and keeps the task; people see the reason.</summary>
    /// <param name="reason">Why, up to 1,000 characters.</param>
    /// <param name="cancellationToken">Gives up; it may be blocked all the same.</param>
    /// <exception cref="ConflictException">The task is not the agent's any more (<c>lease-lost</c>).</exception>
    public async Task<TaskView> BlockAsync(string reason, CancellationToken cancellationToken = default) => View = await Agent.WorkOnAsync(
        "block-task", View, new() { Reason = reason }, static (board, id, work) => board.Block(id, work), patience: null, cancellationToken);

    /// <summary>Says that the agent goes on.</summary>
    /// <param name="cancellationToken">Gives up; it may be unblocked all the same.</param>
    /// <exception cref="ConflictException">The task is not the agent's any more (<c>lease-lost</c>).</exception>
    public async Task<TaskView> UnblockAsync(CancellationToken cancellationToken = default) => View = await Agent.WorkOnAsync(
        "unblock-task", View, new(), static (board, id, work) => board.Unblock(id, work), patience: null, cancellationToken);

    /// <summary>Reports what was used of a model for this task, and its session.</summary>
    /// <inheritdoc cref="AgentConnection.ReportUsageAsync(string, long, long, decimal?, CancellationToken)"/>
    public Task<UsageView> ReportUsageAsync(
        string model, long inputTokens, long outputTokens, decimal? cost = null, CancellationToken cancellationToken = default) =>
        Agent.ReportUsageAsync(
            new ReportUsage
            {
                AgentId = Agent.AgentId,
                TaskId = Id,
                SessionId = View.SessionId,
                Model = model,
                InputTokens = inputTokens,
                OutputTokens = outputTokens,
                Cost = cost,
            },
            cancellationToken);

    /// <summary>Ends the renewals, and gives the task back if it is still this agent's and not ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lease.MayBeHeld) await Agent.GiveBackAsync(this, "its agent did not finish it");
        await _lease.DisposeAsync();
    }

    /// <summary>Ends it in one of the ways, with a patience of its own.</summary>
    internal Task<TaskView> SettleAsync(
        string operation,
        WorkOnTask command,
        Func<ITaskBoardGrain, TaskId, WorkOnTask, Task<Contracts.Journaling.Committed<TaskView>>> work,
        TimeSpan? patience,
        CancellationToken cancellationToken) =>
        _lease.SettleAsync(async () => View = await Agent.WorkOnAsync(operation, View, command, work, patience, cancellationToken));
}
