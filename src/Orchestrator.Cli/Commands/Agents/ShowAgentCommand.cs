using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Agents;

namespace Orchestrator.Cli.Commands.Agents;

/// <summary><c>orchestrator agents show</c>.</summary>
internal sealed class ShowAgentCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The agent" };

    /// <summary>Makes the command.</summary>
    public ShowAgentCommand(GlobalOptions globals)
        : base(globals, "show", "Shows one agent and its messages in numbers") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator agents show builder"];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string id = arguments.GetRequiredValue(_id);
        HostAnswer agent = await host.GetAsync(HostPath.Of("agents", id).ToString(), cancellationToken);
        if (output.IsJson)
        {
            output.Json(agent.Json);
            return;
        }

        HostAnswer statistics = await host.GetAsync(HostPath.Of("agents", id, "statistics").ToString(), cancellationToken);
        AgentText.Show(output, agent.Read<AgentView>(), statistics.Read<AgentStatistics>());
    }
}
