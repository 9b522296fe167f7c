using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Budgets;

namespace Orchestrator.Cli.Commands.Budgets;

/// <summary><c>orchestrator budgets set</c>.</summary>
internal sealed class SetBudgetCommand : HostCommand
{
    private readonly Argument<string> _scope = new("SCOPE") { Description = "agent:ID, session:ID, task:ID or department:NAME" };
    private readonly Option<decimal?> _warnCost = new("--warn-cost") { Description = "US dollars from which on it warns", HelpName = "USD" };
    private readonly Option<decimal?> _stopCost = new("--stop-cost") { Description = "US dollars from which on claims and sends are refused", HelpName = "USD" };
    private readonly Option<long?> _warnTokens = new("--warn-tokens") { Description = "Tokens, input and output, from which on it warns", HelpName = "COUNT" };
    private readonly Option<long?> _stopTokens = new("--stop-tokens") { Description = "Tokens from which on claims and sends are refused", HelpName = "COUNT" };

    /// <summary>Makes the command.</summary>
    public SetBudgetCommand(GlobalOptions globals)
        : base(globals, "set", "Sets all limits of a budget; one that is not given is none")
    {
        Arguments.Add(_scope);
        foreach (Option option in (Option[])[_warnCost, _stopCost, _warnTokens, _stopTokens]) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator budgets set agent:coder --warn-cost 8 --stop-cost 10",
        "orchestrator budgets set \"department:Data team\" --stop-tokens 50000000",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        BudgetScope scope = BudgetScope.Parse(arguments.GetRequiredValue(_scope), "SCOPE");
        var command = new SetBudget
        {
            WarnCost = arguments.GetValue(_warnCost),
            StopCost = arguments.GetValue(_stopCost),
            WarnTokens = arguments.GetValue(_warnTokens),
            StopTokens = arguments.GetValue(_stopTokens),
        };
        HostAnswer answer = await host.PutAsync(HostPath.Of("budgets", scope.Value).ToString(), command, cancellationToken);
        output.Show<BudgetView>(answer, BudgetText.Show);
    }
}
