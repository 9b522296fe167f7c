namespace Orchestrator.Gateway.Operations;

/// <summary>Whether the grains can be reached, where they are in other processes. Such a host provides it.</summary>
public interface IClusterConnection
{
    /// <summary>Why they can't be reached; null when they can.</summary>
    string? Reason { get; }
}
