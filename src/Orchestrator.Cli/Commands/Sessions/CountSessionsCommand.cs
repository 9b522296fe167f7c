using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Sessions;

/// <summary><c>orchestrator sessions counts</c>.</summary>
internal sealed class CountSessionsCommand(GlobalOptions globals)
    : HostCommand(globals, "counts", "Counts the sessions of each status")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator sessions counts"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync(HostPath.Of("sessions", "counts").ToString(), cancellationToken);
        output.Show<JsonElement>(answer, (_, counts) => output.Fields(counts.EnumerateObject().Select(count => (count.Name, Texts.Of(count.Value)))));
    }
}
