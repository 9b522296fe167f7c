using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Agents;

namespace Orchestrator.Cli.Commands.Agents;

/// <summary><c>orchestrator agents delete</c>.</summary>
internal sealed class DeleteAgentCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The agent" };

    /// <summary>Makes the command.</summary>
    public DeleteAgentCommand(GlobalOptions globals)
        : base(globals, "delete", "Deletes an agent from all tables; it may register again") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator agents delete builder"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.DeleteAsync(HostPath.Of("agents", arguments.GetRequiredValue(_id)).ToString(), cancellationToken);
        output.Show<AgentView>(answer, (_, agent) => output.Say($"agent {agent.Id} is deleted"));
    }
}
