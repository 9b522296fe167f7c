using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Budgets;

namespace Orchestrator.Cli.Commands.Budgets;

/// <summary><c>orchestrator budgets show</c>.</summary>
internal sealed class ShowBudgetCommand : HostCommand
{
    private readonly Argument<string> _scope = new("SCOPE") { Description = "agent:ID, session:ID, task:ID or department:NAME" };

    /// <summary>Makes the command.</summary>
    public ShowBudgetCommand(GlobalOptions globals)
        : base(globals, "show", "Shows a budget: what was used, and its limits") => Arguments.Add(_scope);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator budgets show agent:coder"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        BudgetScope scope = BudgetScope.Parse(arguments.GetRequiredValue(_scope), "SCOPE");
        HostAnswer answer = await host.GetAsync(HostPath.Of("budgets", scope.Value).ToString(), cancellationToken);
        output.Show<BudgetView>(answer, BudgetText.Show);
    }
}
