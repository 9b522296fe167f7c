namespace Orchestrator.Journal.Tests.Sqlite;

public sealed class FenceMemoryTests : IDisposable
{
    private const int Grains = 70_000; // more than the fence remembers
    private const int Together = 2_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(Grains / 2)]
    [InlineData(Grains - 1)]
    public async Task A_grain_that_wrote_long_ago_has_one_row_at_a_sequence_too(int number)
    {
        await using SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath);
        foreach (int[] some in Enumerable.Range(0, Grains).Chunk(Together))
            await node.Journal.AppendAsync([.. some.Select(n => Rows.Row($"grain-{n}", 1, events: 2))], CancellationToken.None);

        string grain = $"grain-{number}";
        await Assert.ThrowsAsync<JournalConflictException>(
            async () => await node.Journal.AppendAsync(Rows.Row(grain, 1), CancellationToken.None));
        Assert.Equal(Grains + 1, await node.Journal.AppendAsync(Rows.Row(grain, 3), CancellationToken.None));
        await Assert.ThrowsAsync<JournalConflictException>(
            async () => await node.Journal.AppendAsync(Rows.Row(grain, 3), CancellationToken.None));
    }
}
