namespace Orleans.Runtime;

/// <summary>A reference to a grain or observer: calls made on it become requests.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly GrainCaller _caller;

    /// <summary>Makes a reference; emitted classes call this.</summary>
    internal GrainReference(GrainCaller caller, GrainId id, GrainInterface? grainInterface)
    {
        _caller = caller;
        GrainId = id;
        Interface = grainInterface;
    }

    /// <summary>Gets the id of the grain.</summary>
    public GrainId GrainId { get; }

    /// <summary>Gets the name of the interface.</summary>
    public GrainInterfaceType InterfaceType => Interface?.InterfaceType ?? default;

    internal GrainInterface? Interface { get; }

    /// <summary>Gets or sets the activation that took the last request, to spare looking it up.</summary>
    internal Activation? LastActivation { get; set; }

    // A reference may have been handed from one silo to another, or to a client: whose turn it is calls.
    private GrainCaller Caller => RuntimeContext.Current is Activation running ? running.Silo.Caller : _caller;

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"GrainReference:{GrainId}:{InterfaceType}";

    /// <summary>Compares the grains referred to.</summary>
    public static bool operator ==(GrainReference? left, GrainReference? right) => left?.Equals(right) ?? right is null;

    /// <summary>Compares the grains referred to.</summary>
    public static bool operator !=(GrainReference? left, GrainReference? right) => !(left == right);

    /// <summary>Returns a reference to the same grain with another interface.</summary>
    internal GrainReference WithInterface(Type type) => GrainInterface.Of(type).NewReference(_caller, GrainId);

    /// <summary>Sends a request; emitted classes call this.</summary>
    internal Task<T> Send<T>(GrainRequest<T> request)
    {
        var caller = Caller;
        return caller.IsFiltered(request) ? (Task<T>)request.SendFiltered(caller, this) : Transmit(caller, request);
    }

    /// <summary>Sends a request; emitted classes call this.</summary>
    internal ValueTask SendValueTask(GrainRequest<VoidResult> request) => new(Send(request));

    /// <summary>Sends a request; emitted classes call this.</summary>
    internal ValueTask<T> SendValueTaskOf<T>(GrainRequest<T> request) => new(Send(request));

    /// <summary>Sends a request that has no response; emitted classes call this.</summary>
    internal void SendVoid(GrainRequest<VoidResult> request) => _ = Send(request);

    private Task<T> Transmit<T>(GrainCaller caller, GrainRequest<T> request)
    {
        caller.Transmit(this, request);
        return request.Task;
    }
}
