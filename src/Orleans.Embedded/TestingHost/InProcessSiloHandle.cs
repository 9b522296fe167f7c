using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>A silo of a test cluster, in this process.</summary>
public class InProcessSiloHandle : SiloHandle
{
    private bool _active = true;

    /// <summary>Gets the silo's host.</summary>
    public required IHost SiloHost { get; init; }

    /// <summary>Gets the services of the silo's host.</summary>
    public IServiceProvider ServiceProvider => SiloHost.Services;

    /// <inheritdoc/>
    public override bool IsActive => _active;

    /// <inheritdoc/>
    public override Task StopSiloAsync(bool stopGracefully) => StopSiloAsync(new CancellationToken(!stopGracefully));

    /// <inheritdoc/>
    public override async Task StopSiloAsync(CancellationToken ct)
    {
        if (!_active) return;
        _active = false;
        if (ct.IsCancellationRequested) ServiceProvider.GetRequiredService<Silo>().Kill();

        // The services live on: code of a killed silo may still be running, as in a process that was paused.
        await SiloHost.StopAsync(ct);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) SiloHost.Dispose();
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override async ValueTask DisposeAsyncCore()
    {
        await StopSiloAsync(stopGracefully: false);
        if (SiloHost is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            SiloHost.Dispose();
        await base.DisposeAsyncCore();
    }
}
