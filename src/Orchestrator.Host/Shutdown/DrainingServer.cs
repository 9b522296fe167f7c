using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Orchestrator.Host.Shutdown;

/// <summary>
/// Gives requests a part of the time that a stop may take, so that one that hangs leaves time for the grains to write
/// their snapshots.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="timeProvider">Measures the part.</param>
internal sealed class DrainingServer(IServer server, TimeProvider timeProvider) : IServer, IAsyncDisposable
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(4);

    /// <inheritdoc/>
    public IFeatureCollection Features => server.Features;

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull => server.StartAsync(application, cancellationToken);

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource over = new(DrainTime, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        await server.StopAsync(either.Token);
    }

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (server is IAsyncDisposable disposable) return disposable.DisposeAsync();
        server.Dispose();
        return ValueTask.CompletedTask;
    }
}
