using Orchestrator.Client.Calls;
using Orchestrator.Contracts.Budgets;

namespace Orchestrator.Client;

/// <summary>What agents, sessions, tasks and departments used of models, and its limits.</summary>
public sealed class BudgetClient
{
    private readonly HostCaller _caller;

    internal BudgetClient(HostCaller caller) => _caller = caller;

    /// <summary>Reads a budget; every scope has one, empty at first.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<BudgetView> GetAsync(BudgetScope scope, CancellationToken cancellationToken = default) =>
        _caller.RepeatAsync("get-budget", () => Grain(scope).Get(scope), cancellationToken);

    /// <summary>Sets all limits of a budget; one that is absent is none.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="command">The limits.</param>
    /// <param name="cancellationToken">Gives up; they may be set all the same.</param>
    public async Task<BudgetView> SetAsync(BudgetScope scope, SetBudget command, CancellationToken cancellationToken = default)
    {
        command.Validate();
        return (await _caller.CommandAsync("set-budget", () => Grain(scope).Set(scope, command), cancellationToken)).Value;
    }

    private IBudgetGrain Grain(BudgetScope scope) => _caller.Grain<IBudgetGrain>(scope.Key);
}
