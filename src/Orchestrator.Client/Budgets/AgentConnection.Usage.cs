using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Client;

/// <content>What the agent uses.</content>
public sealed partial class AgentConnection
{
    /// <summary>Reports what the agent used of a model, for its session. Counted once, however often the call is repeated.</summary>
    /// <param name="model">The model, as its provider calls it: 1 to 100 characters.</param>
    /// <param name="inputTokens">Tokens given to the model.</param>
    /// <param name="outputTokens">Tokens that the model gave.</param>
    /// <param name="cost">What it cost in US dollars; nothing when absent.</param>
    /// <param name="cancellationToken">Gives up; it may be counted all the same.</param>
    /// <returns>The report with the agent's budget since, which says whether a limit is reached.</returns>
    public Task<UsageView> ReportUsageAsync(
        string model, long inputTokens, long outputTokens, decimal? cost = null, CancellationToken cancellationToken = default) =>
        ReportUsageAsync(
            new ReportUsage { AgentId = AgentId, Model = model, InputTokens = inputTokens, OutputTokens = outputTokens, Cost = cost },
            cancellationToken);

    /// <summary>Reports what the agent used of a model. Counted once, however often the call is repeated.</summary>
    /// <param name="report">The report; its agent must be this one.</param>
    /// <param name="cancellationToken">Gives up; it may be counted all the same.</param>
    /// <returns>The report with the agent's budget since, which says whether a limit is reached.</returns>
    public async Task<UsageView> ReportUsageAsync(ReportUsage report, CancellationToken cancellationToken = default)
    {
        if (report.AgentId != AgentId) throw new ValidationException("agentId", $"must be {AgentId}, the agent of this connection");
        report.Validate();
        IBudgetGrain budget = _caller.Grain<IBudgetGrain>(BudgetScope.Of(AgentId).Key);
        return (await _caller.CommandAsync("report-usage", () => budget.Report(report), cancellationToken)).Value;
    }
}
