using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Cli.Commands.Sessions;

/// <summary><c>orchestrator sessions active</c>.</summary>
internal sealed class ActiveSessionCommand : HostCommand
{
    private readonly Option<string?> _project = new("--project") { Description = "Only of the project in a folder", HelpName = "FOLDER" };

    /// <summary>Makes the command.</summary>
    public ActiveSessionCommand(GlobalOptions globals)
        : base(globals, "active", "Shows the active session that started last; exit code 1 when none is active") => Options.Add(_project);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator sessions active --project /srv/app --json | jq -r .id"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync(
            HostPath.Of("sessions", "active").With("projectPath", arguments.GetValue(_project)).ToString(), cancellationToken);
        output.Show<SessionView>(answer, SessionText.Show);
    }
}
