using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.Budgets;

namespace Orchestrator.Grains.Tasks;

/// <summary>
/// Who may begin a task, as budgets say. Nothing is awaited between choosing the next task and claiming it: which sessions are
/// stopped is asked before, and the choice made anew.
/// </summary>
public sealed partial class TaskBoardGrain
{
    private const int MostSessions = 1_000;

    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly Dictionary<SessionId, (bool Stopped, long AskedAt)> _sessions = [];

    /// <inheritdoc/>
    public async Task<Committed<TaskView?>> ClaimNext(ClaimNextTask command)
    {
        command.Validate();

        // A session's board is called like it; a project's asks in vain, which is cheap.
        await GrainFactory.RefuseExceededAsync(BudgetScope.Of(command.AgentId), BudgetScope.Of(SessionId.Parse(Id.Value)));
        var capabilities = new HashSet<string>(command.Capabilities ?? await CapabilitiesOfAsync(command.AgentId), StringComparer.Ordinal);
        Dictionary<SessionId, bool> stopped = [];
        while (true)
        {
            await TellAgentAsync(command.AgentId, command.Epoch); // again after each question: its incarnation may be over by now
            ReturnOverdue();
            if (State.Next(command.AgentId, capabilities, session => stopped.GetValueOrDefault(session)) is not { } task)
                return new(null, await CommitAsync());
            if (task.Content.SessionId is { } session && session.Value != Id.Value && !stopped.ContainsKey(session))
            {
                stopped[session] = await IsStoppedAsync(session);
                continue;
            }

            Committed<TaskView> claimed = await ClaimAsync(task, command.AgentId, command.Epoch, command.LeaseSeconds);
            return new(claimed.Value, claimed.Position);
        }
    }

    /// <inheritdoc/>
    public Task<bool> KnowsKey(string key) => KnowsKeyAsync(key);

    private async Task<IReadOnlyList<string>> CapabilitiesOfAsync(AgentId agent) =>
        (await GrainFactory.GetGrain<IAgentGrain>(agent.Value).GetWorkplace())?.Capabilities ?? [];

    /// <inheritdoc/>
    public async Task SetOverBudget(TaskId taskId, string? reason)
    {
        int first = OpenEvents;
        if (State.Find(taskId) is { } task && (task.OverBudget is null) != (reason is null))
        {
            Raise(reason is null
                ? new TaskBudgetResumed { At = Now(), TaskId = taskId }
                : new TaskBudgetStopped { At = Now(), TaskId = taskId, Reason = reason });
        }

        await CommitAsync(first);
    }

    // An agent that has the task renews its lease whatever the budgets say.
    private async Task RefuseExceededAsync(TaskId taskId, AgentId agent)
    {
        ReturnOverdue();
        if (State.Find(taskId) is not { IsHeld: false, IsEnded: false } task) return;
        await GrainFactory.RefuseExceededAsync(
            BudgetScope.Of(agent),
            BudgetScope.Of(taskId),
            task.Content.SessionId is { } session ? BudgetScope.Of(session) : null);
    }

    private async ValueTask<bool> IsStoppedAsync(SessionId session)
    {
        if (_sessions.TryGetValue(session, out (bool Stopped, long AskedAt) known) && Time.GetElapsedTime(known.AskedAt) < AskAgain)
            return known.Stopped;
        if (_sessions.Count >= MostSessions) _sessions.Clear();
        bool stopped = await GrainFactory.AskAsync(BudgetScope.Of(session)) is not null;
        _sessions[session] = (stopped, Time.GetTimestamp());
        return stopped;
    }
}
