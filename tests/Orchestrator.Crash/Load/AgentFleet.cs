using System.Net;
using System.Text.Json;

namespace Orchestrator.Crash.Load;

/// <summary>
/// Agents that write to each other and acknowledge what they get. Every other one prefers another gateway. Each sends at a
/// steady pace: what can't be sent in time is sent late, and counted from when it was due.
/// </summary>
/// <param name="http">The way to the cluster.</param>
/// <param name="history">What is written down.</param>
/// <param name="agents">How many agents.</param>
/// <param name="each">The time between two sends of an agent.</param>
internal sealed class AgentFleet(ClusterHttp http, History history, int agents, TimeSpan each)
{
    private const int Neighbours = 5;
    private const int ManyRetries = 100;

    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(10);

    public static string Name(int agent) => $"agent-{agent}";

    /// <summary>Makes them known.</summary>
    public Task RegisterAsync(CancellationToken stop) => Parallel.ForEachAsync(
        Enumerable.Range(0, agents),
        stop,
        async (agent, token) =>
        {
            Reply? reply = await http.CommandAsync(agent, "/agents", new { id = Name(agent), name = Name(agent), type = "load" }, token);
            if (reply?.Succeeded != true) throw new InvalidOperationException($"{Name(agent)} could not register: {reply}");
        });

    /// <summary>Sends and receives.</summary>
    /// <param name="noSends">Ends the sends.</param>
    /// <param name="stop">Ends everything.</param>
    public Task RunAsync(CancellationToken noSends, CancellationToken stop) => Task.WhenAll(
        Enumerable.Range(0, agents).SelectMany(agent => (Task[])[SendAsync(agent, noSends, stop), ReceiveAsync(agent, stop)]));

    private async Task SendAsync(int agent, CancellationToken noSends, CancellationToken stop)
    {
        await Task.Delay(each * Random.Shared.NextDouble(), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        TimeSpan due = history.Now;
        for (int number = 1; !noSends.IsCancellationRequested; number++)
        {
            await SendAsync(agent, number, due, stop);
            due += each;
            if (due - history.Now is var rest && rest > TimeSpan.Zero)
                await Task.Delay(rest, TimeProvider.System, noSends).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(int agent, int number, TimeSpan due, CancellationToken stop)
    {
        string content = $"{agent} {number}";
        int to = (agent + 1 + (number % Neighbours)) % agents;
        Reply? reply = await http.CommandAsync(
            agent,
            "/messages",
            new { from = Name(agent), to = Name(to), type = "notification", content, maxRetries = ManyRetries },
            stop);
        if (reply is null)
        {
            history.Doubtful.Enqueue(content);
        }
        else if (reply.Status != HttpStatusCode.Created)
        {
            history.Violations.Enqueue($"'{content}' was refused: {(int)reply.Status} {reply.Body}");
        }
        else
        {
            history.Sends.Enqueue(new Sent(
                agent,
                number,
                reply.Body.GetProperty("id").GetString()!,
                reply.Body.GetProperty("conversationId").GetString()!,
                reply.Body.GetProperty("sequence").GetInt64(),
                due,
                history.Now,
                reply.Attempts));
        }
    }

    private async Task ReceiveAsync(int agent, CancellationToken stop)
    {
        for (int gateway = agent; !stop.IsCancellationRequested; gateway++)
        {
            while (await http.TryGetAsync(gateway, $"/agents/{Name(agent)}/inbox?max=20&wait=5&lease=20", LongPoll, stop) is { Succeeded: true } reply)
                await Task.WhenAll(reply.Body.GetProperty("items").EnumerateArray().Select(item => TakeAsync(agent, gateway, item, stop)));
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeAsync(int agent, int gateway, JsonElement item, CancellationToken stop)
    {
        JsonElement message = item.GetProperty("message");
        string id = item.GetProperty("messageId").GetString()!;
        TimeSpan now = history.Now;
        if (history.Acknowledged.TryGetValue((agent, id), out TimeSpan ended))
            history.Violations.Enqueue($"{Name(agent)} got {id} at {now} though its acknowledgement was answered at {ended}");
        history.Receipts.Enqueue(new Receipt(
            agent,
            id,
            message.GetProperty("conversationId").GetString()!,
            message.GetProperty("sequence").GetInt64(),
            item.GetProperty("attempt").GetInt32(),
            message.GetProperty("content").GetString()!,
            now));
        if (await http.CommandAsync(gateway, $"/agents/{Name(agent)}/inbox/{id}/ack", body: null, stop) is not { } reply) return;
        if (reply.Succeeded) history.Acknowledged.TryAdd((agent, id), history.Now);
        else history.Violations.Enqueue($"{Name(agent)} could not acknowledge {id}: {(int)reply.Status} {reply.Body}");
    }
}
