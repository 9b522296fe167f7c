using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Journal.Tests;

/// <summary>A process's worth of services around one PostgreSQL journal.</summary>
internal sealed class PostgresNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private PostgresNode(ServiceProvider services) => _services = services;

    public PostgresJournal Journal => _services.GetRequiredService<PostgresJournal>();

    public PostgresDatabase Database => _services.GetRequiredService<PostgresDatabase>();

    public IServiceProvider Services => _services;

    public static async Task<PostgresNode> OpenAsync(
        string connectionString, Action<PostgresJournalOptions>? configure = null, ILoggerProvider? logs = null)
    {
        PostgresNode node = Create(connectionString, configure, logs);
        try
        {
            await node.Journal.OpenAsync(CancellationToken.None).SoonAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public static PostgresNode Create(
        string connectionString,
        Action<PostgresJournalOptions>? configure = null,
        ILoggerProvider? logs = null,
        Action<IServiceCollection>? more = null)
    {
        ServiceCollection services = new();
        if (logs is not null)
            services.AddLogging(builder => builder.AddProvider(logs));
        services.AddPostgresJournal(options =>
        {
            options.ConnectionString = connectionString;
            configure?.Invoke(options);
        });
        more?.Invoke(services);
        return new PostgresNode(services.BuildServiceProvider());
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
