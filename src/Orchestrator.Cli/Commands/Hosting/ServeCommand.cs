using System.CommandLine;
using Orchestrator.Cli.Output;
using Orchestrator.Host;

namespace Orchestrator.Cli.Commands.Hosting;

/// <summary><c>orchestrator serve</c>: runs a host in this process.</summary>
internal sealed class ServeCommand : CliCommand
{
    private readonly Option<string?> _urls = new("--urls")
    {
        Description = "Where to listen, several with ';' between; otherwise as configured, otherwise http://127.0.0.1:5080",
        HelpName = "URLS",
    };

    private readonly Option<string?> _gatewayPort = new("--gateway-port")
    {
        Description = "The port for .NET agents; otherwise any free one, which they find by themselves",
        HelpName = "PORT",
    };

    private readonly Option<string?> _allowedHosts = new("--allowed-hosts")
    {
        Description = "The names by which others reach it, where it listens on more than loopback",
        HelpName = "NAMES",
    };

    private readonly Option<string[]> _taskBoards = new("--task-board")
    {
        Description = "A task board that is kept in a file too, or in task-board.json of a folder; several times for several boards",
        HelpName = "[BOARD=]PATH",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<DirectoryInfo> _data;

    /// <summary>Makes the command.</summary>
    public ServeCommand(GlobalOptions globals)
        : base(globals, "serve", "Runs a host until Ctrl+C: journal, agents, HTTP API")
    {
        _data = globals.Data("The folder that keeps everything, created when missing");
        foreach (Option option in (Option[])[_urls, _data, _gatewayPort, _allowedHosts, _taskBoards]) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator serve", "orchestrator serve --urls http://127.0.0.1:6000 --data /var/lib/orchestrator", "orchestrator serve --task-board ./coordination"];

    /// <inheritdoc/>
    protected override string WithoutUse(Option option) => option == Globals.Url
        ? "it names a host that runs; where this one listens is said with --urls"
        : "a host serves whoever has a good token; 'orchestrator token create' makes one";

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, CliOutput output, CancellationToken cancellationToken)
    {
        List<string> options = [];

        // What was not said is left to the host's own configuration: its file, its environment, its defaults.
        if (arguments.GetValue(_urls) is { } urls) options.AddRange(["--urls", urls]);
        if (arguments.GetValue(_gatewayPort) is { } port) options.AddRange(["--gateway-port", port]);
        if (arguments.GetValue(_allowedHosts) is { } hosts) options.AddRange(["--allowed-hosts", hosts]);
        foreach (string board in arguments.GetRequiredValue(_taskBoards)) options.AddRange(["--task-board", board]);
        if (arguments.GetResult(_data) is { Implicit: false } || Globals.HasDataVariable)
            options.AddRange(["--data", arguments.GetRequiredValue(_data).FullName]);
        if (await OrchestratorHost.RunAsync([.. options]) != ExitCode.Ok) throw new AlreadyReportedException();
    }
}
