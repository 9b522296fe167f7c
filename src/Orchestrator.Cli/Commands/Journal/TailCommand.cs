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

    private readonly Option<long> _after = new("--after") { Description = "Only events after this position; 0 is the beginning" };
    private readonly Option<int> _limit = new("--limit") { Description = "How many events to ask for at a time", DefaultValueFactory = _ => 200 };
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with new events until Ctrl+C" };

    private readonly Option<string?> _types = new("--types") { Description = "With --follow: only events of these types, with commas between" };
    private readonly Option<string?> _session = new("--session") { Description = "With --follow: only events that belong to this session" };
    private readonly Option<string?> _agent = new("--agent") { Description = "With --follow: only events that belong to this agent" };

    /// <summary>Makes the command.</summary>
    public TailCommand(GlobalOptions globals)
        : base(globals, "tail", "Prints the journal's events in order, one a line")
    {
        Options.Add(_after);
        Options.Add(_limit);
        Options.Add(_follow);
        Options.Add(_types);
        Options.Add(_session);
        Options.Add(_agent);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator tail --follow",
        "orchestrator tail -f --types message-sent,task-completed --agent coder",
        "orchestrator tail --after 1000 --json | jq .type",
    ];

    /// <inheritdoc/>
    protected override Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_follow)) return FollowAsync(arguments, host, output, cancellationToken);
        if ((arguments.GetValue(_types) ?? arguments.GetValue(_session) ?? arguments.GetValue(_agent)) is not null)
            throw new UsageException("--types, --session and --agent go with --follow");
        return ReadAllAsync(arguments, host, output, cancellationToken);
    }

    private static async Task<IReadOnlyList<EventEnvelope>> ReadAsync(
        HostApi host, long after, int limit, CancellationToken cancellationToken)
    {
        string path = HostPath.Of("journal").With("after", after).With("limit", limit).ToString();
        return (await host.GetAsync(path, cancellationToken)).ReadItems<EventEnvelope>();
    }

    private async Task ReadAllAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        long after = arguments.GetValue(_after);
        while (true)
        {
            IReadOnlyList<EventEnvelope> events = await ReadAsync(host, after, arguments.GetValue(_limit), cancellationToken);
            foreach (EventEnvelope journaled in events) Print(output, journaled);
            if (events.Count == 0) return;
            after = events[^1].Position;
        }
    }

    private async Task FollowAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var tail = new EventTail(host, Globals.Environment.Time)
        {
            Away = reason => output.Note(reason is null ? "the host is back" : $"{reason}; trying again"),
        };
        string Path(string after) => HostPath.Of("events")
            .With("types", arguments.GetValue(_types)).With("session", arguments.GetValue(_session)).With("agent", arguments.GetValue(_agent))
            .With("after", after).ToString();
        string begin = arguments.GetValue(_after).ToString(CultureInfo.InvariantCulture);
        await foreach (EventEnvelope journaled in tail.ReadAsync(Path, begin, cancellationToken)) Print(output, journaled);
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
