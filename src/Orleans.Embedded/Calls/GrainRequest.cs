using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>
/// One call on its way: method, arguments, who asks whom. The classes for single methods are emitted; see
/// <see cref="RequestEmitter"/>. A request is in at most one <see cref="RequestList"/> of an activation and
/// in at most one shard of <see cref="ResponseDeadlines"/>.
/// </summary>
internal abstract class GrainRequest : IInvokable
{
    private CalleeCancellation? _cancellation;

    /// <summary>Gets the method.</summary>
    public abstract GrainMethod Method { get; }

    /// <summary>Gets or sets the grain or observer that is called.</summary>
    public GrainId TargetId { get; set; }

    /// <summary>Gets or sets the sending runtime; null for timers.</summary>
    public GrainCaller? Caller { get; set; }

    /// <summary>Gets or sets the activation that made the call; null outside of grains.</summary>
    public Activation? Source { get; set; }

    /// <summary>Gets or sets the activation whose lists have the request.</summary>
    public Activation? Executor { get; set; }

    /// <summary>Gets or sets the activation that runs or ran the request.</summary>
    public Activation? Runner { get; set; }

    /// <summary>Gets or sets its way through the filters, where there are any.</summary>
    public IncomingCall? Filtered { get; set; }

    /// <summary>Gets or sets the values that travel with the call.</summary>
    public Dictionary<string, object>? Context { get; set; }

    /// <summary>Gets or sets the number of the call on its connection, if it goes to another process.</summary>
    public long WireId { get; set; }

    /// <summary>Gets or sets how often the request was sent on to another activation.</summary>
    public int ForwardCount { get; set; }

    /// <summary>Whether a tick of a local timer, not a call.</summary>
    public virtual bool IsTimerTick => false;

    /// <summary>Whether it runs together with anything.</summary>
    public virtual bool IsAlwaysInterleave => Method.IsAlwaysInterleave;

    /// <summary>Whether its completion restarts the time after which the idle activation is collected.</summary>
    public virtual bool IsKeepAlive => true;

    /// <summary>Gets the id by which it may enter grains of its own call chain, or an empty one.</summary>
    public Guid ReentrancyId => Context?.GetValueOrDefault(RequestContext.ReentrancyKey) is Guid id ? id : Guid.Empty;

    /// <summary>Whether no caller waits for a response.</summary>
    public bool IsOneWay => Method.IsOneWay;

    /// <inheritdoc/>
    public bool IsCancellable => Method.TokenIndex >= 0;

    /// <summary>Gets the task that completes with the response.</summary>
    public abstract Task Completion { get; }

    /// <summary>Gets or sets the neighbour in the activation's list.</summary>
    internal GrainRequest? Next { get; set; }

    /// <summary>Gets or sets the neighbour in the activation's list.</summary>
    internal GrainRequest? Previous { get; set; }

    /// <summary>Gets or sets the books of waiting callers that have the request.</summary>
    internal ResponseDeadlines.Shard? Shard { get; set; }

    /// <summary>Gets or sets the neighbour in the books.</summary>
    internal GrainRequest? ShardNext { get; set; }

    /// <summary>Gets or sets the neighbour in the books.</summary>
    internal GrainRequest? ShardPrevious { get; set; }

    /// <summary>Gets or sets the timestamp at which the caller began to wait.</summary>
    internal long WaitingSince { get; set; }

    /// <summary>Gets or sets how long the caller waits.</summary>
    internal TimeSpan ResponseTimeout { get; set; }

    /// <summary>Calls the method; null if it is void.</summary>
    public abstract Task? InvokeOn(object target);

    /// <inheritdoc/>
    public abstract object? GetArgument(int index);

    /// <inheritdoc/>
    public abstract void SetArgument(int index, object? value);

    /// <inheritdoc/>
    public virtual CancellationToken GetCancellationToken() => CancellationToken.None;

    /// <summary>Replaces the token argument.</summary>
    public virtual void SetCancellationToken(CancellationToken token)
    {
    }

    /// <summary>Completes the response like the task, which is complete.</summary>
    public abstract void CompleteFrom(Task? task);

    /// <summary>Completes the response with an exception; says whether it was still open.</summary>
    public abstract bool TryFail(Exception exception);

    /// <summary>Completes the response as cancelled; says whether it was still open.</summary>
    public abstract bool TryCancelResponse(CancellationToken token);

    /// <summary>Completes the response with what a filter or another process made of it.</summary>
    public abstract bool TryRespond(Response response);

    /// <summary>Returns the outcome of a task that the method returned, which has succeeded.</summary>
    public abstract Response ResponseOf(Task? task);

    /// <summary>Sends the request through the caller's filters; the result is that of the task returned.</summary>
    public abstract Task SendFiltered(GrainCaller caller, GrainReference target);

    /// <summary>Gives the callee a token of its own, which is cancelled after the caller's.</summary>
    public void LinkCancellation(CancellationToken token)
    {
        _cancellation = new(this, token);
        SetCancellationToken(_cancellation.CalleeToken);
    }

    /// <summary>Whether nobody wants the response any more; completes it if need be.</summary>
    public bool IsAbandoned()
    {
        if (_cancellation is { IsCancelled: true } cancellation) cancellation.CancelResponse();
        return !IsOneWay && Completion.IsCompleted;
    }

    /// <inheritdoc/>
    public bool TryCancel() => _cancellation?.TryCancelCallee() ?? false;

    /// <inheritdoc/>
    public int GetArgumentCount() => Method.Parameters.Length;

    /// <inheritdoc/>
    public string GetMethodName() => Method.Info.Name;

    /// <inheritdoc/>
    public string GetInterfaceName() => Method.Owner.Name;

    /// <inheritdoc/>
    public string GetActivityName() => Method.ActivityName;

    /// <inheritdoc/>
    public MethodInfo GetMethod() => Method.Info;

    /// <inheritdoc/>
    public Type GetInterfaceType() => Method.Owner.Type;

    /// <inheritdoc/>
    public TimeSpan? GetDefaultResponseTimeout() => Method.ResponseTimeout;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Source is { } source ? source.GrainId.ToString() : "client")} -> {TargetId} {Method}";

    /// <summary>Called by whoever completed the response.</summary>
    protected void OnCompleted()
    {
        Shard?.Remove(this);
        _cancellation?.Unlink();
    }
}
