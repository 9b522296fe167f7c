using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands;

/// <summary><c>orchestrator status</c>: how the host is.</summary>
internal sealed class StatusCommand(GlobalOptions globals)
    : HostCommand(globals, "status", "Shows how the host is: its version, journal, projection and counts")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator status", "orchestrator status --json --url http://10.0.0.5:5080"];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync("status", cancellationToken);
        if (output.IsJson) output.Json(answer.Json);
        else output.Fields(Flatten(string.Empty, answer.Read<JsonElement>()));
    }

    // Whatever the host tells is shown: a newer host may tell more.
    private static IEnumerable<(string Name, string? Value)> Flatten(string prefix, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) return [(prefix, Texts.Of(value))];
        return value.EnumerateObject().SelectMany(property =>
            Flatten(prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}", property.Value));
    }
}
