using System.Text.Json.Nodes;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>The tool that reports what models cost.</summary>
internal static class UsageTools
{
    private static readonly ToolParameter<string?> Model = ToolParameters.Text("model", "The model, as its provider calls it.", 100).Required();
    private static readonly ToolParameter<long?> Input = ToolParameters.Integer("input_tokens", "Tokens given to the model since your last report.", 0, ReportUsage.MaxTokens, 0);
    private static readonly ToolParameter<long?> Output = ToolParameters.Integer("output_tokens", "Tokens that the model gave since your last report.", 0, ReportUsage.MaxTokens, 0);
    private static readonly ToolParameter<long?> Cached = ToolParameters.Integer("cached_input_tokens", "Tokens read from the model's cache.", 0, ReportUsage.MaxTokens);
    private static readonly ToolParameter<double?> Cost = ToolParameters.Number("cost", "What that cost, in US dollars.", 0, ReportUsage.MaxCost);
    private static readonly ToolParameter<TaskId?> Task = ToolParameters.Id<TaskId>("task_id", "The task it was for.");
    private static readonly ToolParameter<SessionId?> Session = ToolParameters.Id<SessionId>("session_id", "The session it was for; yours when absent.");

    /// <summary>The tools.</summary>
    public static IReadOnlyList<ToolDefinition> All { get; } =
    [
        new()
        {
            Name = "report_usage",
            Description = "Reports what you used of a model since your last report, and tells what is left of your budget.",
            Effect = ToolEffect.Adds,
            Parameters = [Model, Input, Output, Cached, Cost, Task, Session, ToolParameters.Key],
            Run = ReportAsync,
        },
    ];

    private static async Task<JsonNode> ReportAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var command = new ReportUsage
        {
            AgentId = call.Agent,
            Model = call.Read(Model)!,
            InputTokens = call.Read(Input)!.Value,
            OutputTokens = call.Read(Output)!.Value,
            CachedInputTokens = call.Read(Cached),
            Cost = call.Read(Cost) is { } cost ? (decimal)cost : null,
            TaskId = call.Read(Task),
            SessionId = call.Read(Session),
        };
        command.Validate();
        UsageView reported = (await call.Grains.GetGrain<IBudgetGrain>(BudgetScope.Of(command.AgentId).Key).Report(command)).Value;
        return reported.Budget is not { } budget
            ? Compact.Object(("reports", reported.Number))
            : Compact.Object(
                ("reports", reported.Number),
                ("status", Words<BudgetStatus>.Of(budget.Status)),
                ("reason", budget.Reason),
                ("tokens", budget.InputTokens + budget.OutputTokens),
                ("cost", budget.Cost),
                ("cost_left", budget.StopCost - budget.Cost),
                ("tokens_left", budget.StopTokens - budget.InputTokens - budget.OutputTokens));
    }
}
