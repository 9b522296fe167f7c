using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary><c>orchestrator tasks waiting</c>.</summary>
internal sealed class WaitingTasksCommand : HostCommand
{
    private readonly Option<string?> _board = new("--board") { Description = "Only those of a board", HelpName = "BOARD" };
    private readonly Option<int> _limit = new("--limit") { Description = "How many at most, 1 to 500", HelpName = "N", DefaultValueFactory = _ => 100 };

    /// <summary>Makes the command.</summary>
    public WaitingTasksCommand(GlobalOptions globals)
        : base(globals, "waiting", "Lists blocked tasks and those that wait for others, with the reason")
    {
        Options.Add(_board);
        Options.Add(_limit);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator tasks waiting --board app"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("tasks", "waiting").With("board", arguments.GetValue(_board)).With("limit", arguments.GetValue(_limit));
        HostAnswer answer = await host.GetAsync(path.ToString(), cancellationToken);
        output.Items(answer, "waiting task", ["ID", "TITLE", "STATUS", "PRIORITY", "ASSIGNEE", "REASON"], item =>
        {
            JsonElement task = item.GetProperty("task");
            return
            [
                Texts.Of(task, "id"),
                Texts.Of(task, "title"),
                Texts.Of(task, "status"),
                Texts.Of(task, "priority"),
                Texts.Of(task, "assignee"),
                Texts.Of(item, "reason"),
            ];
        });
    }
}
