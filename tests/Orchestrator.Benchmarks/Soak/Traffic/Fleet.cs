using System.Diagnostics;
using System.Text.Json;

namespace Orchestrator.Benchmarks.Soak.Traffic;

/// <summary>Agents that stay: they write to neighbours and now and then to a team, fetch with long polls, and acknowledge.</summary>
internal sealed class Fleet(SoakHttp http, Observed observed)
{
    public const int Agents = 64;
    public const int Teams = 8;

    private const int Neighbours = 5;
    private const int TeamEvery = 50;
    private static readonly TimeSpan Heartbeats = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly string Filler = new('x', 900);

    public static string Name(long agent) => $"agent-{agent}";

    public static string Team(long agent) => $"team-{agent % Teams}";

    public async Task RegisterAsync()
    {
        for (int agent = 0; agent < Agents; agent++)
            await http.PostAsync("/agents", new { id = Name(agent), name = Name(agent), type = "soak", team = Team(agent) });
    }

    public async Task LeaveAsync()
    {
        for (int agent = 0; agent < Agents; agent++) await http.DeleteAsync($"/agents/{Name(agent)}");
    }

    public async Task SendAsync(long number, long due)
    {
        long from = number % Agents;
        bool team = number % TeamEvery == 0;
        string to = team ? $"team:{Team(from + 1)}" : Name((from + 1 + (number / Agents % Neighbours)) % Agents);
        JsonElement? answer = await http.PostAsync("/messages", new { from = Name(from), to, type = "notification", content = $"{due} {Filler}" });
        if (answer is not null) observed.Send(due, team ? Agents / Teams : 1);
    }

    /// <summary>Receives for one agent until stopped.</summary>
    public async Task ReceiveAsync(int agent, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            JsonElement? answer = await http.GetAsync($"/agents/{Name(agent)}/inbox?max=20&wait=20&lease=60", stop);
            if (answer is { } inbox)
                await Task.WhenAll(inbox.GetProperty("items").EnumerateArray().Select(item => TakeAsync(agent, item)));
            else
                await Task.Delay(Pause, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task BeatAsync(int agent, CancellationToken stop)
    {
        await Task.Delay(Heartbeats * Random.Shared.NextDouble(), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stop.IsCancellationRequested)
        {
            await http.PostAsync($"/agents/{Name(agent)}/heartbeat", new { status = "busy" }, stop);
            await Task.Delay(Heartbeats, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeAsync(int agent, JsonElement item)
    {
        string content = item.GetProperty("message").GetProperty("content").GetString()!;
        if (content.IndexOf(' ', StringComparison.Ordinal) is > 0 and int blank && long.TryParse(content.AsSpan(0, blank), out long due) && due <= Stopwatch.GetTimestamp())
            observed.Delivery(due);
        if (await http.PostAsync($"/agents/{Name(agent)}/inbox/{item.GetProperty("messageId").GetString()}/ack", body: null) is not null)
            observed.Acknowledgement();
    }
}
