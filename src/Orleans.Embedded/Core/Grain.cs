using Orleans.Runtime;

namespace Orleans;

/// <summary>The base class of grains.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly Activation? _activation;

    /// <summary>Binds the grain to the activation that is being made on this thread.</summary>
    protected Grain() => _activation = RuntimeContext.Current as Activation;

    /// <summary>Gets the grain's activation.</summary>
    public IGrainContext GrainContext => Activation;

    /// <summary>Gets a reference to this grain.</summary>
    public GrainReference GrainReference => Activation.GrainReference;

    /// <summary>Gets the text form of the grain's id.</summary>
    public string IdentityString => Activation.GrainId.ToString();

    /// <summary>Gets a text that names the silo; for logs.</summary>
    public string RuntimeIdentity => Activation.Silo.Address.ToString();

    /// <summary>Gets the factory of references to other grains.</summary>
    protected IGrainFactory GrainFactory => Activation.Silo.GrainFactory;

    /// <summary>Gets the services of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => Activation.ActivationServices;

    internal Activation Activation => _activation ?? throw new InvalidOperationException(
        "Grain was created outside of the Orleans creation process and no runtime was specified.");

    /// <summary>Called when the grain is activated, before its first request.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called when the grain is deactivated, after its last request.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>
    /// Ends this activation once its running requests are done; waiting requests go to a new activation.
    /// </summary>
    protected void DeactivateOnIdle() => Activation.Deactivate(
        new(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

    /// <summary>
    /// Keeps the idle collector away for a time; zero takes that back, an infinite time keeps it away for good.
    /// </summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.DelayDeactivation(timeSpan);
}
