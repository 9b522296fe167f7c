namespace Orleans.Hosting;

/// <summary>How a client reaches its cluster.</summary>
internal interface IClientRuntime
{
    /// <summary>Gets the factory of references.</summary>
    IClusterClient GrainFactory { get; }

    /// <summary>Connects.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Disconnects.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
