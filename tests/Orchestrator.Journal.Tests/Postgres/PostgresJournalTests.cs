using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests.Postgres;

/// <summary>The contract on PostgreSQL.</summary>
public sealed class PostgresJournalTests : JournalContract
{
    private string? _database;
    private PostgresNode? _node;

    protected override async Task<IJournal> OpenAsync()
    {
        _database ??= await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        _node = await PostgresNode.OpenAsync(_database);
        return _node.Journal;
    }

    protected override async Task CloseAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
    }
}
