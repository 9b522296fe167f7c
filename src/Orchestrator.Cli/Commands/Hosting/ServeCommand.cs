using System.CommandLine;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Hosting;

/// <summary><c>orchestrator serve</c>: runs a host in this process.</summary>
internal sealed class ServeCommand : CliCommand
{
    private readonly Option<string> _urls = new("--urls")
    {
        Description = "Where to listen, separated by semicolons",
        HelpName = "URLS",
        DefaultValueFactory = _ => "http://127.0.0.1:5080",
    };

    private readonly Option<DirectoryInfo> _data;

    /// <summary>Makes the command.</summary>
    public ServeCommand(GlobalOptions globals)
        : base(globals, "serve", "Runs a host until Ctrl+C: journal, grains, HTTP API")
    {
        _data = globals.Data("The folder that keeps everything; created when missing");
        Options.Add(_urls);
        Options.Add(_data);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator serve", "orchestrator serve --urls http://127.0.0.1:6000 --data /var/lib/orchestrator"];

    /// <inheritdoc/>
    protected override Task RunAsync(ParseResult arguments, CliOutput output, CancellationToken cancellationToken) =>
        throw new FailedException("not yet");
}
