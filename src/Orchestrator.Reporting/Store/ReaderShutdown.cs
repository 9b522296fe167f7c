using Microsoft.Extensions.Hosting;

namespace Orchestrator.Reporting.Store;

/// <summary>
/// Closes the readers at the end of a host's life, before the projector closes the file: SQLite puts its log into the
/// file and deletes it when the last connection goes, and only if that one may write.
/// </summary>
internal sealed class ReaderShutdown(ReportingReader reader) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        reader.Dispose();
        return Task.CompletedTask;
    }
}
