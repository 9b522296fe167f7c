using Orleans.Runtime;

namespace Orleans;

/// <summary>What the runtime knows of every grain class.</summary>
public interface IGrainBase
{
    /// <summary>Gets the grain's activation.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Called when the grain is activated, before its first request.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Called when the grain is deactivated, after its last request.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
