using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Journal.Tests;

/// <summary>A process's worth of services around one SQLite journal.</summary>
internal sealed class SqliteNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private SqliteNode(ServiceProvider services) => _services = services;

    public SqliteJournal Journal => _services.GetRequiredService<SqliteJournal>();

    public IServiceProvider Services => _services;

    public static async Task<SqliteNode> OpenAsync(string folder, Action<JournalOptions>? configure = null)
    {
        SqliteNode node = Create(folder, configure);
        try
        {
            await node.Journal.OpenAsync(CancellationToken.None);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public static SqliteNode Create(string folder, Action<JournalOptions>? configure = null)
    {
        ServiceCollection services = new();
        services.AddSqliteJournal(options =>
        {
            options.DataDirectory = folder;
            options.WalBytes = 1 << 20;
            configure?.Invoke(options);
        });
        return new SqliteNode(services.BuildServiceProvider());
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
