using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Journal.Tests;

/// <summary>Nodes, their journals not open, on one database of a test's own, which is created with the first of them.</summary>
internal sealed class PostgresNodes : IAsyncDisposable
{
    private readonly List<PostgresNode> _nodes = [];
    private PostgresTestDatabase? _database;

    public async Task<PostgresTestDatabase> DatabaseAsync() => _database ??= await PostgresTestDatabase.CreateAsync();

    public async Task<PostgresNode> OpenAsync(Action<IServiceCollection>? configure = null)
    {
        PostgresNode node = PostgresNode.Create((await DatabaseAsync()).ConnectionString, more: configure);
        _nodes.Add(node);
        await node.Database.MigrateAsync(CancellationToken.None).SoonAsync();
        return node;
    }

    /// <summary>Ends all connections to the database but the test's own, as an administrator does.</summary>
    public async Task EndConnectionsAsync() => await (await DatabaseAsync()).ExecuteAsync(
        "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

    /// <summary>Closes the nodes; the database stays until the server ends.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (PostgresNode node in _nodes) await node.DisposeAsync();
        _nodes.Clear();
    }
}
