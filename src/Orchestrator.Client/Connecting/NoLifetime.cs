using Microsoft.Extensions.Hosting;

namespace Orchestrator.Client.Connecting;

/// <summary>The lifetime of a host within a program that has its own.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
