using Orchestrator.Contracts.Access;
using Orchestrator.Grains.Access;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Access;

public sealed class AuditTests
{
    [Fact]
    public async Task A_flood_of_denials_becomes_some_entries_that_count_all_of_them()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        using var trail = new AuditTrail(cluster.Cluster.GrainFactory, cluster.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<AuditTrail>.Instance);
        long before = cluster.Journal.LastPosition;
        for (int i = 0; i < 5_000; i++)
        {
            await trail.NoteAsync("http", new AuditEntry
            {
                Kind = AuditKind.Denied,
                Operation = $"operation-{i % 100}",
                Reason = "no token",
                Remote = $"10.0.{i % 7}.1",
                Since = cluster.Time.GetUtcNow(),
            });
        }

        await trail.FlushAsync();

        List<string> rows = [];
        foreach (Journal.JournalEntry row in await cluster.Journal.ReadAsync(before, 1_000, long.MaxValue, CancellationToken.None)) rows.Add(row.Payload.ToString());
        Assert.InRange(rows.Count, AuditTrail.MaxKinds, 2 * AuditTrail.MaxKinds);
        Assert.Equal(5_000, System.Text.RegularExpressions.Regex.Matches(
            string.Concat(rows), "\"count\":(?<count>\\d+)", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Sum(match => int.Parse(match.Groups["count"].Value)));
    }
}
