using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Grains.Budgets;

/// <summary>
/// Telling others: the budgets of the session, the task and the department, of the agent's reports; a task's board, that its
/// budget is used up or no longer. Reports are numbered, so telling them again changes nothing.
/// </summary>
public sealed partial class BudgetGrain
{
    // A crash may leave as many reports as an agent made; they are told in portions.
    private const int AtOnce = 1_000;

    /// <inheritdoc/>
    public async Task Settle()
    {
        if (!await TrySettleAsync())
            throw new UnavailableException($"{Name} has something to tell that others do not know yet; the host goes on trying");
    }

    /// <inheritdoc/>
    protected override long UnsettledIn(BudgetState state) => state.Unsettled;

    /// <inheritdoc/>
    protected override async Task<BudgetEvent> TellOthersAsync(BudgetState state)
    {
        BudgetScope scope = state.Scope!.Value;
        UntoldUsage[] told = [.. state.Untold.Take(AtOnce)];
        List<Task> telling = [];
        if (scope.Kind == BudgetKind.Task) telling.Add(TellBoardAsync(scope, state));
        foreach (IGrouping<BudgetScope, UntoldUsage> other in told
            .SelectMany(usage => usage.Scopes.Select(to => (To: to, Usage: usage))).GroupBy(pair => pair.To, pair => pair.Usage))
        {
            var reports = new AddUsage
            {
                AgentId = AgentId.Parse(scope.Name),
                Reports = [.. other.Select(usage => new NumberedUsage(usage.Number, usage.Amount))],
            };
            telling.Add(Budget(other.Key).Add(other.Key, reports));
        }

        await Task.WhenAll(telling);
        _askedOthers = null; // one of them may have been stopped by this
        return new BudgetSettled { At = Now(), Scope = scope, UpTo = told.Length == AtOnce ? told[^1].Event : state.Unsettled };
    }

    // A task that nobody created has no board; usage may have been reported for it all the same.
    private async Task TellBoardAsync(BudgetScope scope, BudgetState state)
    {
        TaskId task = TaskId.Parse(scope.Name);
        try
        {
            TaskBoardId board = await GrainFactory.GetGrain<ITaskGrain>(task.Value).GetBoard();
            await GrainFactory.GetGrain<ITaskBoardGrain>(board.Value).SetOverBudget(task, state.StopReason(scope));
        }
        catch (NotFoundException)
        {
            // Nothing is held up by it.
        }
    }

    private IBudgetGrain Budget(BudgetScope scope) => GrainFactory.GetGrain<IBudgetGrain>(scope.Key);
}
