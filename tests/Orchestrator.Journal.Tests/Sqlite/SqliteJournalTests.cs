namespace Orchestrator.Journal.Tests.Sqlite;

/// <summary>The contract on SQLite.</summary>
public sealed class SqliteJournalTests : JournalContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SqliteNode? _node;

    public void Dispose() => _folder.Dispose();

    protected override async Task<IJournal> OpenAsync()
    {
        _node = await SqliteNode.OpenAsync(_folder.FullPath);
        return _node.Journal;
    }

    protected override async Task CloseAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
    }

    protected override void AssertFirst(long position) => Assert.Equal(1, position);

    protected override Task AssertGapFreeAsync(IReadOnlyList<JournalEntry> all)
    {
        Assert.Equal(Enumerable.Range(1, all.Count).Select(n => (long)n), all.Select(entry => entry.Position));
        return Task.CompletedTask;
    }
}
