using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>A silo of a test cluster.</summary>
public abstract class SiloHandle : IDisposable, IAsyncDisposable
{
    /// <summary>Gets or sets the options of the cluster.</summary>
    public TestClusterOptions? ClusterOptions { get; set; }

    /// <summary>Gets or sets the number of the silo, in the order of their start.</summary>
    public short InstanceNumber { get; set; }

    /// <summary>Gets or sets the silo's name.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Gets or sets the silo's address.</summary>
    public required SiloAddress SiloAddress { get; set; }

    /// <summary>Gets or sets the address for clients; the same, for the embedded engine.</summary>
    public SiloAddress? GatewayAddress { get; set; }

    /// <summary>Gets whether the silo runs.</summary>
    public abstract bool IsActive { get; }

    /// <summary>Stops the silo, or kills it.</summary>
    public abstract Task StopSiloAsync(bool stopGracefully);

    /// <summary>Stops the silo; a token that is cancelled already kills it.</summary>
    public abstract Task StopSiloAsync(CancellationToken ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DisposeAsyncCore();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override string ToString() => SiloAddress.ToString();

    /// <summary>Kills the silo if it runs and disposes of its services.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Kills the silo if it runs and disposes of its services.</summary>
    protected virtual ValueTask DisposeAsyncCore() => ValueTask.CompletedTask;
}
