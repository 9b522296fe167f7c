using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Agents;

/// <summary><c>orchestrator agents activity</c>.</summary>
internal sealed class AgentActivityCommand : HostCommand
{
    private const int SummaryWidth = 120;

    private readonly Argument<string> _id = new("ID") { Description = "The agent" };
    private readonly Option<int> _limit = new("--limit") { Description = "How many at most, 1 to 500", HelpName = "N", DefaultValueFactory = _ => 100 };

    /// <summary>Makes the command.</summary>
    public AgentActivityCommand(GlobalOptions globals)
        : base(globals, "activity", "Lists what an agent did and what happened to it, newest first")
    {
        Arguments.Add(_id);
        Options.Add(_limit);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator agents activity builder --limit 20"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("agents", arguments.GetRequiredValue(_id), "activity").With("limit", arguments.GetValue(_limit));
        HostAnswer answer = await host.GetAsync(path.ToString(), cancellationToken);
        output.Items(answer, "entry", ["TIME", "WHAT", "SUMMARY", "OF"], item =>
        [
            Texts.Time(item, "at"),
            Texts.Of(item, "kind"),
            Printable.Line(Texts.Of(item, "summary") ?? string.Empty, SummaryWidth),
            Texts.Of(item, "reference"),
        ]);
    }
}
