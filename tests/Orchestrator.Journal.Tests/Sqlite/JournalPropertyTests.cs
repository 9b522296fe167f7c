namespace Orchestrator.Journal.Tests.Sqlite;

/// <summary>The properties on SQLite, whose positions also have no gaps.</summary>
public sealed class JournalPropertyTests : JournalPropertyContract
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(50)]
    public void Random_appends_leave_what_the_model_holds(int gatherRows) =>
        CheckRuns(runs: 30, longest: 150, () => Task.FromResult<IStore>(new Store(gatherRows)));

    private sealed class Store(int gatherRows) : IStore
    {
        private readonly TemporaryFolder _folder = new();
        private SqliteNode? _node;

        public async Task<IJournal> OpenAsync()
        {
            _node = await SqliteNode.OpenAsync(_folder.FullPath, options => options.GatherRows = gatherRows);
            return _node.Journal;
        }

        public async Task CloseAsync()
        {
            List<JournalEntry> all = await _node!.Journal.ReadToEndAsync();
            Assert.Equal(Enumerable.Range(1, all.Count).Select(n => (long)n), all.Select(entry => entry.Position));
            await _node.DisposeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await CloseAsync();
            _folder.Dispose();
        }
    }
}
