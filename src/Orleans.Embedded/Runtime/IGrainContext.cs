namespace Orleans.Runtime;

/// <summary>One activation of a grain.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    /// <summary>Gets a reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>Gets the grain's id.</summary>
    GrainId GrainId { get; }

    /// <summary>Gets the grain object; null before activation.</summary>
    object? GrainInstance { get; }

    /// <summary>Gets the activation's id.</summary>
    ActivationId ActivationId { get; }

    /// <summary>Gets where the activation lives.</summary>
    GrainAddress Address { get; }

    /// <summary>Gets the services of this activation.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Gets the stages of this activation's life.</summary>
    IGrainLifecycle ObservableLifecycle { get; }

    /// <summary>Gets a task that completes when the activation is gone.</summary>
    Task Deactivated { get; }

    /// <summary>Starts deactivation; it runs when no request does.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
