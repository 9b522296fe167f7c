using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary><c>orchestrator tasks assign</c>.</summary>
internal sealed class AssignTaskCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The task" };
    private readonly Argument<string?> _agent = new("AGENT")
    {
        Description = "The agent that is to do it; nobody when absent",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Makes the command.</summary>
    public AssignTaskCommand(GlobalOptions globals)
        : base(globals, "assign", "Says which agent is to do a task that nobody works on")
    {
        Arguments.Add(_id);
        Arguments.Add(_agent);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator tasks assign task_1700000000000_abc123def coder",
        "orchestrator tasks assign task_1700000000000_abc123def",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new AssignTask { AgentId = arguments.GetValue(_agent) is { } agent ? AgentId.Parse(agent, "AGENT") : null };
        HostAnswer answer = await host.PostAsync(
            HostPath.Of("tasks", arguments.GetRequiredValue(_id), "assign").ToString(), command, cancellationToken);
        output.Show<TaskView>(answer, TaskText.Show);
    }
}
