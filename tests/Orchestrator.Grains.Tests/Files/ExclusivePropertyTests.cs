using System.Collections.Concurrent;
using System.Text.Json;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Files.Patterns;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;
using Xunit.Abstractions;

namespace Orchestrator.Grains.Tests.Files;

/// <summary>
/// No two agents hold a file exclusively, whatever happens: many agents at once, clocks that jump, silos that are killed
/// with calls in flight. The judge knows nothing of overlapping patterns: it tries each pattern on every path there is.
/// </summary>
public sealed class ExclusivePropertyTests(ITestOutputHelper output)
{
    private static readonly string[] Patterns =
        ["**", "src", "src/**", "src/*.cs", "src/a.cs", "src/{a,b}.cs", "src/[ab].cs", "**/*.cs", "docs/", "docs/*", "?", "*/a.cs", "test/**/a.cs", "test"];

    private static readonly string[] Paths =
        [.. from folder in (string[])["", "src/", "docs/", "test/", "test/x/", "src/a/"]
            from name in (string[])["a", "a.cs", "b.cs", "c.cs", "README.md"]
            select folder + name];

    private readonly ConcurrentDictionary<FileLeaseId, FileLeaseView> _acknowledged = new();

    [Fact]
    public async Task No_two_agents_hold_a_file_exclusively_under_concurrency_kills_and_clock_jumps()
    {
        await using OrchestratorCluster cluster = await new Turmoil(output).RunAsync(Agent);
        FileLeaseEvent[] history = [.. (await cluster.ReadAllAsync($"project-files/{ProjectFiles.Project.Key}")).SelectMany(Decode)];
        output.WriteLine($"{_acknowledged.Count} reservations acknowledged, {history.Length} events");
        Assert.True(_acknowledged.Count > Turmoil.Rounds * 20, "hardly anything was reserved");
        Assert.Equal(_acknowledged.Count, history.OfType<FilesReserved>().Count(reserved => _acknowledged.ContainsKey(reserved.LeaseId)));
        Judge(history);
    }

    private static void Judge(IEnumerable<FileLeaseEvent> history)
    {
        var held = new Dictionary<FileLeaseId, (FilesReserved Lease, HashSet<string> Files)>();
        foreach (FileLeaseEvent change in history)
        {
            switch (change)
            {
                case FilesReserved reserved:
                    HashSet<string> files = [.. Paths.Where(path => reserved.Patterns.Any(pattern => PathPattern.Parse(pattern, "p").Covers(path)))];
                    foreach ((FilesReserved other, HashSet<string> theirs) in held.Values)
                    {
                        if (other.AgentId == reserved.AgentId || (other.Mode == FileLeaseMode.Shared && reserved.Mode == FileLeaseMode.Shared)) continue;
                        Assert.False(files.Overlaps(theirs), $"{reserved} was granted while {other} was held");
                    }

                    held.Add(reserved.LeaseId, (reserved, files));
                    break;
                case FileLeaseRenewed:
                    Assert.Contains(change.LeaseId, held.Keys); // what ended stays so
                    break;
                default:
                    Assert.True(held.Remove(change.LeaseId), $"{change} ended twice");
                    break;
            }
        }
    }

    private Turmoil.Step Agent(string agent)
    {
        var own = new List<FileLeaseId>();
        return (cluster, random) => StepAsync(cluster, agent, own, random);
    }

    private async Task StepAsync(OrchestratorCluster cluster, string agent, List<FileLeaseId> own, Random random)
    {
        AgentId id = AgentId.Parse(agent);
        if (own.Count == 0 || random.Next(3) > 0)
        {
            FileLeaseView lease = await cluster.ReserveAsync(agent, "x", c => c with
            {
                Patterns = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Patterns[random.Next(Patterns.Length)])],
                Mode = random.Next(3) == 0 ? FileLeaseMode.Shared : FileLeaseMode.Exclusive,
                TtlSeconds = random.Next(1, 60),
            });
            _acknowledged[lease.Id] = lease;
            own.Add(lease.Id);
            return;
        }

        FileLeaseId chosen = own[random.Next(own.Count)];
        if (random.Next(3) == 0)
        {
            await cluster.Files().Renew(chosen, new() { AgentId = id });
            return;
        }

        own.Remove(chosen);
        await cluster.Files().Release(chosen, new() { AgentId = id });
    }

    private static IEnumerable<FileLeaseEvent> Decode(JournalEntry row) =>
        JsonSerializer.Deserialize<List<FileLeaseEvent>>(row.Payload.Utf8, OrchestratorJson.Journal)!;
}
