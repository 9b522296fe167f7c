using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary><c>orchestrator tasks claim-next</c>.</summary>
internal sealed class ClaimNextTaskCommand : HostCommand
{
    private readonly Argument<string> _agent = new("AGENT") { Description = "The agent that takes it" };
    private readonly Option<string?> _board = new("--board") { Description = "Where to look; everywhere when absent" };
    private readonly Option<string[]> _capabilities = new("--capability") { Description = "What the agent can do; may be repeated" };
    private readonly ClaimOptions _claim = new();

    /// <summary>Makes the command.</summary>
    public ClaimNextTaskCommand(GlobalOptions globals)
        : base(globals, "claim-next", "Gives an agent the most urgent ready task that it can do")
    {
        Arguments.Add(_agent);
        Options.Add(_board);
        Options.Add(_capabilities);
        _claim.AddTo(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator tasks claim-next coder --capability csharp --board app"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new ClaimNextTask
        {
            AgentId = AgentId.Parse(arguments.GetRequiredValue(_agent), "AGENT"),
            Epoch = _claim.Epoch(arguments),
            LeaseSeconds = _claim.Lease(arguments),
            Board = arguments.GetValue(_board) is { } board ? TaskBoardId.Parse(board, "--board") : null,
            Capabilities = arguments.GetValue(_capabilities) is { Length: > 0 } capabilities ? capabilities : null,
        };
        HostAnswer answer = await host.PostAsync("tasks:claim-next", command, cancellationToken);
        if (answer.Json.Length == 0) output.Say("No ready task that this agent can do.");
        else output.Show<TaskView>(answer, TaskText.Show);
    }
}
