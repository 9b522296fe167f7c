using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary><c>orchestrator tasks claim</c> and <c>start</c>.</summary>
internal sealed class ClaimTaskCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The task" };
    private readonly Argument<string> _agent = new("AGENT") { Description = "The agent that takes it" };
    private readonly ClaimOptions _claim = new();

    /// <summary>Makes one of the commands.</summary>
    public ClaimTaskCommand(GlobalOptions globals, string verb, string description)
        : base(globals, verb, description)
    {
        Arguments.Add(_id);
        Arguments.Add(_agent);
        _claim.AddTo(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => [$"orchestrator tasks {Name} task_1700000000000_abc123def coder --lease 600"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new ClaimTask
        {
            AgentId = AgentId.Parse(arguments.GetRequiredValue(_agent), "AGENT"),
            Epoch = _claim.Epoch(arguments),
            LeaseSeconds = _claim.Lease(arguments),
        };
        HostAnswer answer = await host.PostAsync(
            HostPath.Of("tasks", arguments.GetRequiredValue(_id), Name).ToString(), command, cancellationToken);
        output.Show<TaskView>(answer, TaskText.Show);
    }
}
