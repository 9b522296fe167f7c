namespace Orleans.Runtime;

/// <summary>
/// One activation of a grain. Its code runs in turns, one at a time, on its own scheduler
/// (<c>Activation.Turns.cs</c>); requests are admitted by the rules of interleaving
/// (<c>Activation.Requests.cs</c>); it begins and ends by <c>Activation.Lifecycle.cs</c>.
/// </summary>
internal sealed partial class Activation : IGrainContext
{
    // Guards all mutable state. Never held while code of the grain, a filter or a completion runs.
    private readonly Lock _gate = new();
    private readonly ActivationScheduler _scheduler;

    /// <summary>Makes an activation; it starts with its first request.</summary>
    public Activation(Silo silo, GrainClass grainClass, GrainId grainId)
    {
        Silo = silo;
        Class = grainClass;
        GrainId = grainId;
        _scheduler = new(this);
        GrainReference = new(silo.Caller, grainId, grainInterface: null);
        _lastBusy = silo.Time.GetTimestamp();
    }

    /// <summary>Gets the silo it lives on.</summary>
    public Silo Silo { get; }

    /// <summary>Gets the grain's class.</summary>
    public GrainClass Class { get; }

    /// <inheritdoc/>
    public GrainReference GrainReference { get; }

    /// <inheritdoc/>
    public GrainId GrainId { get; }

    /// <inheritdoc/>
    public object? GrainInstance { get; private set; }

    /// <inheritdoc/>
    public ActivationId ActivationId { get; } = ActivationId.NewId();

    /// <inheritdoc/>
    public GrainAddress Address => new() { GrainId = GrainId, ActivationId = ActivationId, SiloAddress = Silo.Address };

    /// <inheritdoc/>
    public IServiceProvider ActivationServices => _services?.ServiceProvider ?? Silo.Services;

    /// <inheritdoc/>
    public IGrainLifecycle ObservableLifecycle => _lifecycle ??= new();

    /// <inheritdoc/>
    public Task Deactivated => _deactivated.Task;

    /// <summary>Gets its timers.</summary>
    public ActivationTimers Timers => LazyInitializer.EnsureInitialized(ref field, () => new(this));

    /// <inheritdoc/>
    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() =>
        $"[Activation: {Silo.Address}/{GrainId}{ActivationId}#GrainType={Class.Type.FullName} State={State}]";
}
