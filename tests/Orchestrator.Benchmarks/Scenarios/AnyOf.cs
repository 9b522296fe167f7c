using System.Collections.Concurrent;
using System.Diagnostics;
using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>Members of a group that share its work: how much of it they take, and that nobody takes what another has.</summary>
internal static class AnyOf
{
    private static readonly AgentGroup Team = AgentGroup.Parse("team:workers", "to");

    public static async IAsyncEnumerable<Result> RunAsync(int members, int messages)
    {
        await using InProcessHost host = await InProcessHost.StartAsync();
        AgentId[] agents = [.. Enumerable.Range(0, members).Select(i => AgentId.Parse($"worker-{i}"))];
        await Task.WhenAll(agents.Select(agent =>
            host.Grains.GetGrain<IAgentGrain>(agent.Value).Register(new() { Name = agent.Value, Team = Team.Name })));
        using var stop = new CancellationTokenSource();
        var taken = new ConcurrentDictionary<MessageId, int>();
        int times = 0;
        Task[] workers = [.. agents.Select(agent => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    IReadOnlyList<InboxItem> items =
                        (await host.Mailbox(agent).Receive(new() { Max = 10, Wait = TimeSpan.FromSeconds(20) }, stop.Token)).Value;
                    foreach (InboxItem item in items) taken.AddOrUpdate(item.MessageId, 1, static (_, count) => count + 1);
                    await Task.WhenAll(items.Select(item => host.Mailbox(agent).Acknowledge(new() { MessageId = item.MessageId })));
                    Interlocked.Add(ref times, items.Count);
                }
            }
            catch (OperationCanceledException)
            {
                // Done.
            }
        }))];
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        IConversationGrain team = host.Grains.GetGrain<IConversationGrain>(Team.ConversationId.Value);
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, messages), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (n, _) =>
            await team.SendDirect(new()
            {
                From = AgentId.Parse($"sender-{n % 64}"),
                To = Recipients.AnyMemberOf(Team),
                Content = Messages.Contents[n % 100],
            }));
        double sent = messages / watch.Elapsed.TotalSeconds;
        while (Volatile.Read(ref times) < messages && watch.Elapsed < TimeSpan.FromMinutes(2)) await Task.Delay(TimeSpan.FromMilliseconds(5));
        double rate = times / watch.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        bool once = taken.Count == messages && taken.Values.All(count => count == 1);
        yield return new(
            $"any-of: {members} members waiting share {messages:N0} messages",
            $"{rate:N0}/s (sends {sent:N0}/s), {(once ? "each taken once" : $"{taken.Count:N0} taken, {taken.Values.Count(c => c > 1):N0} of them twice")}",
            "each once",
            once);
    }
}
