using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Budgets;

/// <summary>What tests do with budgets, in few words.</summary>
internal static class BudgetActors
{
    public static async Task<UsageView> UseAsync(
        this OrchestratorCluster cluster, string agent, decimal cost = 0, long tokens = 0, Func<ReportUsage, ReportUsage>? with = null)
    {
        var command = new ReportUsage { AgentId = AgentId.Parse(agent), Model = "m", InputTokens = tokens, Cost = cost };
        return (await cluster.Budget($"agent:{agent}").Report(with?.Invoke(command) ?? command)).Value;
    }

    public static async Task<BudgetView> LimitAsync(this OrchestratorCluster cluster, string scope, decimal? stopCost, decimal? warnCost = null) =>
        (await cluster.Budget(scope).Set(BudgetScope.Parse(scope), new() { StopCost = stopCost, WarnCost = warnCost })).Value;

    public static Task<BudgetView> ReadBudgetAsync(this OrchestratorCluster cluster, string scope) =>
        cluster.Budget(scope).Get(BudgetScope.Parse(scope));

    public static IBudgetGrain Budget(this OrchestratorCluster cluster, string scope) =>
        cluster.Cluster.GrainFactory.GetGrain<IBudgetGrain>(BudgetScope.Parse(scope).Key);

    public static ITaskBoardGrain Board(this OrchestratorCluster cluster, string id) =>
        cluster.Cluster.GrainFactory.GetGrain<ITaskBoardGrain>(id);

    public static async Task<TaskId> CreateTaskAsync(this OrchestratorCluster cluster, string board, string id, string? session = null)
    {
        TaskId task = TaskId.Parse(id);
        await cluster.Board(board).Create(new()
        {
            Id = task,
            Title = id,
            Board = TaskBoardId.Parse(board),
            SessionId = session is null ? null : SessionId.Parse(session),
        });
        return task;
    }
}
