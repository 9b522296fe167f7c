using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Journal;

/// <summary><c>orchestrator tail</c>: prints the journal's events.</summary>
internal sealed class TailCommand : HostCommand
{
    private const int PayloadWidth = 160;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Option<long> _after = new("--after") { Description = "Only events after this position; 0 is the beginning" };
    private readonly Option<int> _limit = new("--limit") { Description = "How many events to ask for at a time", DefaultValueFactory = _ => 200 };
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with new events until Ctrl+C" };

    /// <summary>Makes the command.</summary>
    public TailCommand(GlobalOptions globals)
        : base(globals, "tail", "Prints the journal's events in order, one a line")
    {
        Options.Add(_after);
        Options.Add(_limit);
        Options.Add(_follow);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator tail --follow",
        "orchestrator tail --after 1000 --json | jq .type",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        long after = arguments.GetValue(_after);
        bool follow = arguments.GetValue(_follow);
        bool away = false;
        while (true)
        {
            IReadOnlyList<EventEnvelope> events;
            try
            {
                events = await ReadAsync(host, after, arguments.GetValue(_limit), cancellationToken);
                if (away) output.Note("the host is back");
                away = false;
            }
            catch (HostUnreachableException exception) when (follow)
            {
                if (!away) output.Note($"{exception.Message}; trying again");
                away = true;
                events = [];
            }

            foreach (EventEnvelope journaled in events) Print(output, journaled);
            if (events.Count > 0) after = events[^1].Position;
            else if (follow) await Task.Delay(Pause, Globals.Environment.Time, cancellationToken);
            else return;
        }
    }

    private static async Task<IReadOnlyList<EventEnvelope>> ReadAsync(
        HostApi host, long after, int limit, CancellationToken cancellationToken)
    {
        string path = HostPath.Of("journal").With("after", after).With("limit", limit).ToString();
        return (await host.GetAsync(path, cancellationToken)).ReadItems<EventEnvelope>();
    }

    private static void Print(CliOutput output, EventEnvelope journaled)
    {
        if (output.IsJson)
        {
            output.Json(JsonSerializer.Serialize(journaled, OrchestratorJson.Http.GetTypeInfo(typeof(EventEnvelope))));
            return;
        }

        output.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{journaled.Position,8}  {Texts.Of(journaled.At)}  {journaled.Type,-24} {journaled.Grain}  {Printable.Line(journaled.Payload.GetRawText(), PayloadWidth)}"));
    }
}
