using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests;

/// <summary>A server for one class of tests: what its transactions hold back, no other test waits for.</summary>
public sealed class OwnPostgresServer : IAsyncLifetime
{
    internal PostgresServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await PostgresServer.StartNewAsync(durable: false);

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
