using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orchestrator.Journal;

namespace Orchestrator.Reporting.Store;

/// <summary>
/// Keeps a data folder for this process where the journal is elsewhere, on PostgreSQL: two processes must not write one file of
/// tables. Where the journal is in the folder, it keeps the folder itself. Held from before the first service starts until all have
/// stopped.
/// </summary>
/// <param name="options">Names the folder.</param>
/// <param name="time">Says when the owner started.</param>
internal sealed class ReportingFolderLock(IOptions<ReportingOptions> options, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private DataDirectoryLock? _held;

    /// <inheritdoc/>
    /// <exception cref="DataDirectoryInUseException">Another process has the folder.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _held ??= DataDirectoryLock.Acquire(DataDirectory.Open(options.Value.DataDirectory), time);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => StartingAsync(cancellationToken); // for hosts that know plain hosted services only

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _held?.Dispose();
        _held = null;
    }
}
