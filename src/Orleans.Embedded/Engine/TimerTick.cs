namespace Orleans.Runtime;

/// <summary>The interface that call filters see for ticks of grain timers.</summary>
internal interface IGrainTimerInvoker : IAddressable
{
    /// <summary>Runs the timer's callback.</summary>
    Task InvokeCallbackAsync();
}

/// <summary>A tick of a grain timer, as a request in its activation's queue.</summary>
internal sealed class TimerTick(GrainTimer timer) : GrainRequest<VoidResult>, IGrainTimerInvoker
{
    private static readonly GrainMethod TickMethod = GrainInterface.Of(typeof(IGrainTimerInvoker)).Methods[0];

    /// <inheritdoc/>
    public override GrainMethod Method => TickMethod;

    /// <inheritdoc/>
    public override bool IsTimerTick => true;

    /// <inheritdoc/>
    public override bool IsAlwaysInterleave => timer.Interleave;

    /// <inheritdoc/>
    public override bool IsKeepAlive => timer.KeepAlive;

    /// <inheritdoc/>
    public override Task InvokeOn(object target) => timer.TickAsync();

    /// <inheritdoc/>
    public override object GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public override void SetArgument(int index, object? value) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public Task InvokeCallbackAsync() => timer.TickAsync();
}
