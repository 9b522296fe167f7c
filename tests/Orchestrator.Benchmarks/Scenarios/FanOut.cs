using System.Diagnostics;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Journal;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>One message to everyone of a group: until each member's mailbox has it on disk, and how long its sender waits.</summary>
internal static class FanOut
{
    private const int Rounds = 5;

    private static readonly AgentGroup Team = AgentGroup.Parse("team:fleet", "to");
    private static readonly AgentId Sender = AgentId.Parse("sender");

    public static async IAsyncEnumerable<Result> RunAsync(int members)
    {
        AgentId[] agents = [.. Enumerable.Range(0, members).Select(i => AgentId.Parse($"member-{i}"))];
        InProcessHost host = await InProcessHost.StartAsync();
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(agents, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (agent, _) =>
            await host.Grains.GetGrain<IAgentGrain>(agent.Value).Register(new() { Name = agent.Value, Team = Team.Name, Type = "worker" }));
        double rate = members / watch.Elapsed.TotalSeconds;
        yield return new(
            $"registrations into groups of {members:N0}, 256 callers", $"{watch.Elapsed.TotalSeconds:N1} s, {rate:N0}/s", "reported", null);

        List<Spread> warm = [];
        for (int round = 0; round < Rounds; round++) warm.Add(await SendAsync(host, members, round));
        yield return ToResult("awake", members, warm);

        // After a restart no mailbox is active, nor is the conversation.
        List<Spread> cold = [];
        List<TimeSpan> stops = [];
        for (int round = 0; round < Rounds; round++)
        {
            watch.Restart();
            await host.StopAsync();
            stops.Add(watch.Elapsed);
            host = await InProcessHost.StartAsync(host.Folder);
            await host.ProjectedAsync();
            cold.Add(await SendAsync(host, members, Rounds + round));
        }

        yield return ToResult("asleep", members, cold);
        yield return new($"stopping with {members:N0} agents and mailboxes awake", $"{stops.Max().TotalSeconds:N1} s", "reported", null);
        foreach (AgentId agent in agents)
        {
            if (await host.Mailbox(agent).GetLastSequence(Team.ConversationId) != 2 * Rounds)
                throw new InvalidOperationException($"{agent} does not have all messages");
        }

        await host.DisposeAsync();
    }

    private static async Task<Spread> SendAsync(InProcessHost host, int members, int n)
    {
        await Task.Delay(TimeSpan.FromSeconds(1));
        IConversationGrain team = host.Grains.GetGrain<IConversationGrain>(Team.ConversationId.Value);

        // What a first call costs by itself is not the message's.
        await team.Get();
        long before = host.Journal.LastPosition;
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await team.SendDirect(new() { From = Sender, To = Team, Content = Messages.Contents[n] });
        TimeSpan sender = Stopwatch.GetElapsedTime(start);
        long queued = 0;
        while (queued < members)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            await host.Journal.WaitForAppendAsync(before, limit.Token);
            foreach (JournalEntry row in await host.Journal.ReadAsync(before, 4_096, 16 << 20, limit.Token))
            {
                before = row.Position;
                if (row.Type.Contains("messages-queued", StringComparison.Ordinal)) queued++;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }

        return new(sender, Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - processor);
    }

    private static Result ToResult(string how, int members, List<Spread> rounds)
    {
        TimeSpan all = Median(rounds.Select(r => r.All));
        TimeSpan sender = Median(rounds.Select(r => r.Sender));
        TimeSpan processor = Median(rounds.Select(r => r.Processor));
        return new(
            $"one message to {members:N0} mailboxes that are {how}, on disk in all",
            $"{all.TotalSeconds:N2} s (CPU {processor.TotalSeconds:N2} s), sender {sender.TotalMilliseconds:N1} ms",
            "< 2 s, < 20 ms",
            all < TimeSpan.FromSeconds(2) && sender < TimeSpan.FromMilliseconds(20));
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ElementAt(Rounds / 2);

    private readonly record struct Spread(TimeSpan Sender, TimeSpan All, TimeSpan Processor);
}
