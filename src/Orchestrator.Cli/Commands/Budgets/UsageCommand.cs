using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Budgets;

/// <summary><c>orchestrator usage</c>: sums what was used; below it, reports a use.</summary>
internal sealed class UsageCommand : HostCommand
{
    private static readonly string[] Parts = ["date", "model", "agentId", "sessionId", "taskId", "department"];
    private static readonly string[] Sums = ["reports", "inputTokens", "outputTokens", "cachedInputTokens"];

    private readonly Option<int> _days = new("--days") { Description = "Of how many days: today, UTC, and those before", DefaultValueFactory = _ => 30 };
    private readonly Option<string> _by = new("--by")
    {
        Description = "What to tell apart: day, model, agent, session, task, department, with commas between",
        DefaultValueFactory = _ => "day,model",
        HelpName = "WORDS",
    };

    private readonly Option<string?> _agent = new("--agent") { Description = "Only what an agent used", HelpName = "AGENT" };
    private readonly Option<string?> _session = new("--session") { Description = "Only what was used for a session", HelpName = "SESSION" };
    private readonly Option<string?> _task = new("--task") { Description = "Only what was used for a task", HelpName = "TASK" };
    private readonly Option<string?> _department = new("--department") { Description = "Only what was used for a department", HelpName = "NAME" };

    /// <summary>Makes the command.</summary>
    public UsageCommand(GlobalOptions globals)
        : base(globals, "usage", "Sums tokens and cost by day and model; reports what an agent used")
    {
        foreach (Option option in (Option[])[_days, _by, _agent, _session, _task, _department]) Options.Add(option);
        Subcommands.Add(new AddUsageCommand(globals));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator usage --days 7",
        "orchestrator usage --by agent,model --session session_1700000000000_abc123def",
        "orchestrator usage add coder --model gpt-5 --input 1200 --output 340 --cost 0.0123",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync(
            HostPath.Of("usage", "report")
                .With("days", arguments.GetValue(_days))
                .With("by", arguments.GetValue(_by))
                .With("agentId", arguments.GetValue(_agent))
                .With("sessionId", arguments.GetValue(_session))
                .With("taskId", arguments.GetValue(_task))
                .With("department", arguments.GetValue(_department))
                .ToString(),
            cancellationToken);
        if (output.IsJson)
        {
            output.Json(answer.Json);
            return;
        }

        using JsonDocument report = JsonDocument.Parse(answer.Json);
        JsonElement[] rows = [.. report.RootElement.GetProperty("items").EnumerateArray()];
        string[] parts = [.. Parts.Where(part => rows.Any(row => row.GetProperty(part).ValueKind == JsonValueKind.String))];
        if (rows.Length > 0)
        {
            output.Table(
                [.. parts.Select(part => part == "date" ? "DAY" : part.Replace("Id", string.Empty, StringComparison.Ordinal).ToUpperInvariant()), "REPORTS", "INPUT", "OUTPUT", "CACHED", "COST"],
                rows.Select(row => (IReadOnlyList<string?>)
                [
                    .. parts.Select(part => row.GetProperty(part).GetString()),
                    .. Sums.Select(sum => Texts.Of(row.GetProperty(sum).GetInt64())),
                    BudgetText.Dollars(row.GetProperty("cost").GetDecimal()),
                ]));
        }

        output.Say($"{BudgetText.Dollars(rows.Sum(row => row.GetProperty("cost").GetDecimal()))} in all");
    }
}
