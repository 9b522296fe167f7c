using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary><c>orchestrator tasks velocity</c>.</summary>
internal sealed class TaskVelocityCommand : HostCommand
{
    private readonly Option<int> _days = new("--days") { Description = "How many days back, UTC, 1 to 365", HelpName = "N", DefaultValueFactory = _ => 7 };

    /// <summary>Makes the command.</summary>
    public TaskVelocityCommand(GlobalOptions globals)
        : base(globals, "velocity", "Counts the tasks completed on each day") => Options.Add(_days);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator tasks velocity --days 30"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("tasks", "velocity").With("days", arguments.GetValue(_days));
        HostAnswer answer = await host.GetAsync(path.ToString(), cancellationToken);
        output.Items(answer, "day", ["DAY", "COMPLETED"], item => [Texts.Of(item, "date"), Texts.Of(item, "completedTasks")]);
    }
}
