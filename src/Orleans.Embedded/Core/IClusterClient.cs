namespace Orleans;

/// <summary>Reaches the grains of a cluster from outside of grains.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>Gets the services of the client's host.</summary>
    IServiceProvider ServiceProvider { get; }
}
