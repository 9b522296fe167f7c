using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Operations;

/// <summary><c>orchestrator status</c>: how the host is.</summary>
internal sealed class StatusCommand : HostCommand
{
    private const double DefaultInterval = 2;
    private const double ShortestInterval = 0.1;
    private const double LongestInterval = 86_400;

    private readonly Option<double?> _watch = new("--watch", "-w")
    {
        Description = "Go on until Ctrl+C and look again after so many seconds, 0.1 to 86400; 2 when no number is given. Goes on while the host is away",
        HelpName = "SECONDS",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Makes the command.</summary>
    public StatusCommand(GlobalOptions globals)
        : base(globals, "status", "Shows how the host is: its version, journal, projection and counts") => Options.Add(_watch);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator status",
        "orchestrator status --watch",
        "orchestrator status --watch 60 >> fleet.log",
        "orchestrator status --json --url http://10.0.0.5:5080",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        if (arguments.GetResult(_watch) is { Implicit: false })
        {
            double seconds = arguments.GetValue(_watch) ?? DefaultInterval;
            if (!(seconds is >= ShortestInterval and <= LongestInterval))
                throw new UsageException($"--watch must be {ShortestInterval} to {LongestInterval} seconds");
            await new StatusWatch(host, output, Globals.Environment.Time).RunAsync(TimeSpan.FromSeconds(seconds), cancellationToken);
            return;
        }

        HostAnswer answer = await host.GetAsync("status", cancellationToken);
        output.Show<JsonElement>(answer, (_, status) => output.Fields(Flatten(string.Empty, status)));
    }

    // Whatever the host tells is shown: a newer host may tell more.
    private static IEnumerable<(string Name, string? Value)> Flatten(string prefix, JsonElement value)
    {
        if (prefix == "taskBoardFiles" && value.ValueKind == JsonValueKind.Array)
            return value.EnumerateArray().Select((file, i) => (i == 0 ? "task board files" : " ", (string?)FileLine(file)));
        if (value.ValueKind != JsonValueKind.Object) return [(prefix, Texts.Of(value))];
        return value.EnumerateObject().SelectMany(property =>
            Flatten(prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}", property.Value));
    }

    private static string FileLine(JsonElement file)
    {
        int problems = file.TryGetProperty("problems", out JsonElement list) && list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 0;
        string line = $"{Text("state")}  {Text("file")}  board {Text("board")}  {(problems == 1 ? "1 problem" : $"{problems} problems")}";
        return Text("reason") is { } reason ? $"{line}  ({reason})" : line;

        string? Text(string name) => file.TryGetProperty(name, out JsonElement value) ? Texts.Of(value) : null;
    }
}
