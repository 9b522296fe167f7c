using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands;

/// <summary>A command that asks a host over HTTP.</summary>
internal abstract class HostCommand(GlobalOptions globals, string name, string description)
    : CliCommand(globals, name, description)
{
    /// <inheritdoc/>
    protected sealed override async Task RunAsync(
        ParseResult arguments, CliOutput output, CancellationToken cancellationToken)
    {
        using var host = new HostApi(arguments.GetRequiredValue(Globals.Url), Globals.TokenOf(arguments));
        await RunAsync(arguments, host, output, cancellationToken);
    }

    /// <summary>Does the work.</summary>
    protected abstract Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken);
}
