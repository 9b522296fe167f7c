using System.Globalization;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Cli.Commands.Operations;

/// <summary>How the host and its fleet were at a time.</summary>
/// <param name="Answer">What the host said of itself.</param>
/// <param name="At">When.</param>
internal sealed record FleetStatus(HostAnswer Answer, DateTimeOffset At)
{
    private static readonly TaskItemStatus[] OpenTasks =
        [TaskItemStatus.Pending, TaskItemStatus.Assigned, TaskItemStatus.InProgress, TaskItemStatus.Blocked, TaskItemStatus.Failed];

    private readonly JsonElement _status = Answer.Read<JsonElement>();

    private string? Agents { get; init; }

    private string? Tasks { get; init; }

    private long Position => long.Parse(Text("journal", "lastPosition") ?? "0", CultureInfo.InvariantCulture);

    /// <summary>Adds how many agents and tasks there are of each kind.</summary>
    public async Task<FleetStatus> CountAsync(HostApi host, CancellationToken cancellationToken) => this with
    {
        Agents = await CountAsync(host, "agents", "liveness", Enum.GetValues<AgentLiveness>().Select(Words<AgentLiveness>.Of), cancellationToken),
        Tasks = await CountAsync(host, "tasks", "status", OpenTasks.Select(Words<TaskItemStatus>.Of), cancellationToken),
    };

    /// <summary>All of it.</summary>
    /// <param name="before">How it was before, for what it does in a second.</param>
    public IEnumerable<(string Name, string? Value)> Fields(FleetStatus? before) =>
    [
        ("time", Texts.Of(At)),
        ("host", $"{Text("url")}, version {Text("version")}, process {Text("pid")}, up {Uptime}"),
        ("ready", Text("ready")),
        ("reasons", Text("ready") == "true" ? null : Text("reasons")),
        ("data folder", Text("dataDirectory")),
        ("journal", $"position {Position}{Rate(before)}"),
        ("journal fails", Text("journal", "reason")),
        ("tables", $"{Text("projection", "state")}, {Lag}"),
        ("tables wait", Text("projection", "reason")),
        ("sessions", Text("counts", "sessions")),
        ("agents", Joined(Text("counts", "agents"), Agents)),
        ("tasks", Tasks),
        ("messages", Text("counts", "messages")),
    ];

    /// <summary>The same, short, on one line.</summary>
    /// <param name="before">How it was before, for what it does in a second.</param>
    public string Line(FleetStatus? before) => string.Join("  ", new[]
    {
        Texts.Of(At),
        Text("ready") == "true" ? "ready" : $"not ready {Text("reasons")}",
        $"position {Position}{Rate(before)}",
        $"tables {Text("projection", "state")} {Lag}",
        $"sessions {Text("counts", "sessions")}",
        $"agents {Text("counts", "agents")}",
        $"messages {Text("counts", "messages")}",
    });

    private string Lag => _status.TryGetProperty("projection", out JsonElement projection) ? TablesLag.Of(projection) : "?";

    private string Uptime => TimeSpan.FromSeconds(double.Parse(Text("uptimeSeconds") ?? "0", CultureInfo.InvariantCulture)) switch
    {
        { TotalMinutes: < 2 } time => $"{time.TotalSeconds:0} s",
        { TotalHours: < 2 } time => $"{time.TotalMinutes:0} min",
        { TotalDays: < 2 } time => $"{(int)time.TotalHours} h {time.Minutes} min",
        var time => $"{(int)time.TotalDays} d {time.Hours} h",
    };

    // A host that was restarted on other data is behind what it was; positions with gaps count nothing.
    private string Rate(FleetStatus? before)
    {
        if (Text("journal", "consecutive") == "false" || before is null || At <= before.At || Position < before.Position) return string.Empty;
        double rate = (Position - before.Position) / (At - before.At).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $" (+{rate:0.#}/s)");
    }

    private static async Task<string?> CountAsync(
        HostApi host, string list, string parameter, IEnumerable<string> words, CancellationToken cancellationToken)
    {
        (string Word, long Total, bool More)[] counts = await Task.WhenAll(words.Select(async word =>
        {
            HostAnswer answer = await host.GetAsync(HostPath.Of(list).With(parameter, word).With("pageSize", 1).ToString(), cancellationToken);
            JsonElement page = answer.Read<JsonElement>();
            bool more = page.TryGetProperty("totalIsLowerBound", out JsonElement isLowerBound) && isLowerBound.GetBoolean();
            return (word, page.GetProperty("total").GetInt64(), more);
        }));
        return string.Join(", ", counts.Where(count => count.Total > 0)
            .Select(count => $"{count.Total}{(count.More ? "+" : string.Empty)} {count.Word.Replace('_', ' ')}"));
    }

    private static string? Joined(string? all, string? parts) => string.IsNullOrEmpty(parts) ? all : $"{all}: {parts}";

    private string? Text(string name) => Texts.Of(_status, name);

    private string? Text(string part, string name) => _status.TryGetProperty(part, out JsonElement value) ? Texts.Of(value, name) : null;
}
