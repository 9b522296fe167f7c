using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests.Postgres;

/// <summary>The properties on PostgreSQL.</summary>
public sealed class PostgresJournalPropertyTests : JournalPropertyContract
{
    [Fact]
    public void Random_appends_leave_what_the_model_holds() => CheckRuns(runs: 12, longest: 60, async () =>
        new Store(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync()));

    private sealed class Store(string database) : IStore
    {
        private PostgresNode? _node;

        public async Task<IJournal> OpenAsync()
        {
            _node = await PostgresNode.OpenAsync(database);
            return _node.Journal;
        }

        public async Task CloseAsync() => await _node!.DisposeAsync();

        public async ValueTask DisposeAsync() => await CloseAsync();
    }
}
