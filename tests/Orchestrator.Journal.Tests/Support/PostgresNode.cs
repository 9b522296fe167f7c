using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Journal.Tests;

/// <summary>A process's worth of services around one PostgreSQL database.</summary>
internal sealed class PostgresNode(ServiceProvider services) : IAsyncDisposable
{
    public IServiceProvider Services => services;

    public PostgresDatabase Database => services.GetRequiredService<PostgresDatabase>();

    public static PostgresNode Create(string connectionString, Action<IServiceCollection>? configure = null)
    {
        ServiceCollection services = new();
        services.AddPostgresDatabase(options => options.ConnectionString = connectionString);
        configure?.Invoke(services);
        return new PostgresNode(services.BuildServiceProvider());
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
