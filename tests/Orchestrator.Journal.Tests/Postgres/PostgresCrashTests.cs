using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests.Postgres;

public sealed class PostgresCrashTests
{
    [Fact]
    public async Task After_kill_9_every_acknowledged_row_is_there_and_others_go_on()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using PostgresNode survivor = await PostgresNode.OpenAsync(database);
        List<CrashWriter.Acknowledged> acknowledged;
        using (CrashWriter writer = CrashWriter.Start(database))
        {
            acknowledged = await writer.ReadAsync(2_000);
            acknowledged.AddRange(await writer.KillAsync());
        }

        long after = await survivor.Journal.AppendAsync(Rows.Row("after", 1), CancellationToken.None).SoonAsync();
        List<JournalEntry> entries = await survivor.Journal.ReadToEndAsync();

        Assert.True(acknowledged.Count >= 2_000);
        HashSet<(string, long, long)> there = [.. entries.Select(entry => (entry.Grain, entry.Sequence, entry.Position))];
        Assert.All(acknowledged, row => Assert.Contains((row.Grain, row.Sequence, row.Position), there));
        Assert.Contains(("after", 1, after), there);
        Assert.All(
            entries.GroupBy(entry => entry.Grain),
            grain => Assert.Equal(
                Enumerable.Range(1, grain.Count()).Select(n => (long)n), grain.Select(entry => entry.Sequence)));
    }
}
