using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests.Sqlite;

public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_kill_9_every_acknowledged_row_is_there_and_the_folder_is_free()
    {
        List<CrashWriter.Acknowledged> acknowledged;
        using (CrashWriter writer = CrashWriter.Start(_folder.FullPath))
        {
            acknowledged = await writer.ReadAsync(5_000);
            acknowledged.AddRange(await writer.KillAsync());
        }

        await using SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath);
        List<JournalEntry> entries = await node.Journal.ReadToEndAsync();

        Assert.True(acknowledged.Count >= 5_000);
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(n => (long)n), entries.Select(entry => entry.Position));
        Assert.All(acknowledged, row =>
        {
            JournalEntry entry = entries[(int)row.Position - 1];
            Assert.Equal((row.Grain, row.Sequence), (entry.Grain, entry.Sequence));
        });
        Assert.All(
            entries.GroupBy(entry => entry.Grain),
            grain => Assert.Equal(
                Enumerable.Range(1, grain.Count()).Select(n => (long)n), grain.Select(entry => entry.Sequence)));
        foreach (IGrouping<string, JournalEntry> grain in entries.GroupBy(entry => entry.Grain))
        {
            Assert.Equal(grain, await node.Journal.ReadGrainAsync(grain.Key, 1, int.MaxValue, CancellationToken.None));
            foreach (long used in (long[])[1, grain.Count() / 2, grain.Count()])
            {
                await Assert.ThrowsAsync<JournalConflictException>(
                    () => node.Journal.AppendAsync(Rows.Row(grain.Key, used), CancellationToken.None).AsTask());
            }
        }
    }

    [Fact]
    public async Task A_second_process_is_refused_and_told_the_pid_and_the_folder()
    {
        await using SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath);
        using CrashWriter second = CrashWriter.Start(_folder.FullPath);

        (int exitCode, string error) = await second.EndAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains($"pid {((long)Environment.ProcessId).Name()},", error, StringComparison.Ordinal);
        Assert.Contains($"'{_folder.FullPath}'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_of_a_living_process_is_refused_and_that_of_a_killed_one_is_taken()
    {
        using CrashWriter writer = CrashWriter.Start(_folder.FullPath);
        await writer.ReadAsync(1);

        DataDirectoryInUseException refused =
            await Assert.ThrowsAsync<DataDirectoryInUseException>(() => SqliteNode.OpenAsync(_folder.FullPath));
        Assert.Contains($"pid {((long)writer.Pid).Name()},", refused.Owner, StringComparison.Ordinal);
        Assert.Equal(_folder.FullPath, refused.Directory);

        await writer.KillAsync();
        await using SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath);
        Assert.True(node.Journal.LastPosition >= 1);
    }
}
