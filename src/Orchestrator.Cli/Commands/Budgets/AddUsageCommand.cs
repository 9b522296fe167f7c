using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Cli.Commands.Budgets;

/// <summary><c>orchestrator usage add</c>.</summary>
internal sealed class AddUsageCommand : HostCommand
{
    private readonly Argument<string> _agent = new("AGENT") { Description = "The agent that used it" };
    private readonly Option<string> _model = new("--model") { Description = "The model", HelpName = "MODEL", Required = true };
    private readonly Option<long> _input = new("--input") { Description = "Tokens given to it", HelpName = "COUNT" };
    private readonly Option<long> _output = new("--output") { Description = "Tokens it gave", HelpName = "COUNT" };
    private readonly Option<long?> _cached = new("--cached") { Description = "Tokens read from its cache", HelpName = "COUNT" };
    private readonly Option<decimal?> _cost = new("--cost") { Description = "What it cost in US dollars", HelpName = "USD" };
    private readonly Option<string?> _session = new("--session") { Description = "The session it was for; the agent's when absent", HelpName = "SESSION" };
    private readonly Option<string?> _task = new("--task") { Description = "The task it was for", HelpName = "TASK" };
    private readonly Option<string?> _department = new("--department") { Description = "The department it was for; the agent's when absent", HelpName = "NAME" };

    /// <summary>Makes the command.</summary>
    public AddUsageCommand(GlobalOptions globals)
        : base(globals, "add", "Reports what an agent used of a model, and shows the agent's budget")
    {
        Arguments.Add(_agent);
        foreach (Option option in (Option[])[_model, _input, _output, _cached, _cost, _session, _task, _department]) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator usage add coder --model gpt-5 --input 1200 --output 340 --cost 0.0123 --task task_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new ReportUsage
        {
            AgentId = AgentId.Parse(arguments.GetRequiredValue(_agent), "AGENT"),
            Model = arguments.GetRequiredValue(_model),
            InputTokens = arguments.GetValue(_input),
            OutputTokens = arguments.GetValue(_output),
            CachedInputTokens = arguments.GetValue(_cached),
            Cost = arguments.GetValue(_cost),
            SessionId = arguments.GetValue(_session) is { } session ? SessionId.Parse(session, "--session") : null,
            TaskId = arguments.GetValue(_task) is { } task ? TaskId.Parse(task, "--task") : null,
            Department = arguments.GetValue(_department),
        };
        HostAnswer answer = await host.PostAsync("usage", command, cancellationToken);
        output.Show<UsageView>(answer, (_, usage) => BudgetText.Show(output, usage.Budget!));
    }
}
