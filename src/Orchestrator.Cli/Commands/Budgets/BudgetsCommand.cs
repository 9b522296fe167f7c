using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Budgets;

/// <summary><c>orchestrator budgets</c>: lists budgets; below it, what can be done with one.</summary>
internal sealed class BudgetsCommand : HostCommand
{
    private readonly Option<string?> _kind = new("--kind") { Description = $"Only those of one kind: {Words<BudgetKind>.Allowed}", HelpName = "KIND" };
    private readonly Option<string?> _status = new("--status") { Description = $"Only those that are {Words<BudgetStatus>.Allowed}", HelpName = "STATUS" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public BudgetsCommand(GlobalOptions globals)
        : base(globals, "budgets", "Lists budgets, those that cost most first; shows one and sets its limits")
    {
        Options.Add(_kind);
        Options.Add(_status);
        _page.AddTo(this);
        Subcommands.Add(new ShowBudgetCommand(globals));
        Subcommands.Add(new SetBudgetCommand(globals));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator budgets --status stopped", "orchestrator budgets set agent:coder --warn-cost 8 --stop-cost 10"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("budgets")
            .With("kind", arguments.GetValue(_kind) is { } kind ? Words<BudgetKind>.Of(Words<BudgetKind>.Parse(kind, "--kind")) : null)
            .With("status", arguments.GetValue(_status) is { } status ? Words<BudgetStatus>.Of(Words<BudgetStatus>.Parse(status, "--status")) : null);
        HostAnswer answer = await host.GetAsync(_page.Complete(path, arguments).ToString(), cancellationToken);
        PageTable.Show<BudgetView>(
            output,
            answer,
            "budget",
            ["SCOPE", "STATUS", "COST", "WARNS AT", "STOPS AT", "INPUT", "OUTPUT", "STOPS AT TOKENS", "REPORTS"],
            budget =>
            [
                budget.Scope.Value,
                Words<BudgetStatus>.Of(budget.Status),
                BudgetText.Dollars(budget.Cost),
                BudgetText.Dollars(budget.WarnCost),
                BudgetText.Dollars(budget.StopCost),
                Texts.Of(budget.InputTokens),
                Texts.Of(budget.OutputTokens),
                Texts.Of(budget.StopTokens),
                Texts.Of(budget.Reports),
            ]);
    }
}
