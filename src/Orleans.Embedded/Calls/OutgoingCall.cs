using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call that is sent, on its way through filters.</summary>
internal sealed class OutgoingCall(GrainCaller caller, GrainReference target, GrainRequest request)
    : IOutgoingGrainCallContext
{
    private int _stage;

    /// <inheritdoc/>
    public IInvokable Request => request;

    /// <inheritdoc/>
    public object Grain => target;

    /// <inheritdoc/>
    public IGrainContext? SourceContext { get; } = RuntimeContext.Current;

    /// <inheritdoc/>
    public GrainId? SourceId => SourceContext?.GrainId;

    /// <inheritdoc/>
    public GrainId TargetId => target.GrainId;

    /// <inheritdoc/>
    public GrainInterfaceType InterfaceType => target.InterfaceType;

    /// <inheritdoc/>
    public string InterfaceName => request.GetInterfaceName();

    /// <inheritdoc/>
    public string MethodName => request.GetMethodName();

    /// <inheritdoc/>
    public MethodInfo InterfaceMethod => request.GetMethod();

    /// <inheritdoc/>
    public object? Result
    {
        get => Response?.Result;
        set => Response = Response.FromResult(value);
    }

    /// <inheritdoc/>
    public Response? Response { get; set; }

    /// <inheritdoc/>
    public async Task Invoke()
    {
        var stage = _stage++;
        try
        {
            if (stage < caller.OutgoingFilters.Count)
            {
                var filter = caller.OutgoingFilters[stage];
                await filter.Invoke(this);
                if (Response is null) throw BrokenFilter.Of(filter);
            }
            else if (stage == caller.OutgoingFilters.Count)
            {
                caller.Transmit(target, request);
                Response = await ResponseOf(request);
            }
            else
            {
                throw new InvalidOperationException("A call filter went on with a call that has been made already.");
            }
        }
        finally
        {
            _stage--;
        }
    }

    private static async Task<Response> ResponseOf(GrainRequest request)
    {
        try
        {
            await request.Completion;
            return request.ResponseOf(request.Completion);
        }
        catch (Exception exception)
        {
            return Response.FromException(exception);
        }
    }
}
