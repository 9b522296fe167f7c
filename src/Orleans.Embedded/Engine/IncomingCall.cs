using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A received call on its way through filters.</summary>
internal sealed class IncomingCall(
    IReadOnlyList<IIncomingGrainCallFilter> filters, IGrainContext context, object grain, GrainRequest request)
    : IIncomingGrainCallContext
{
    private int _stage;

    /// <inheritdoc/>
    public IInvokable Request => request;

    /// <inheritdoc/>
    public object Grain => grain;

    /// <inheritdoc/>
    public GrainId? SourceId => request.Source?.GrainId;

    /// <inheritdoc/>
    public IGrainContext TargetContext => context;

    /// <inheritdoc/>
    public GrainId TargetId => context.GrainId;

    /// <inheritdoc/>
    public GrainInterfaceType InterfaceType => request.Method.Owner.InterfaceType;

    /// <inheritdoc/>
    public string InterfaceName => request.GetInterfaceName();

    /// <inheritdoc/>
    public string MethodName => request.GetMethodName();

    /// <inheritdoc/>
    public MethodInfo InterfaceMethod => request.GetMethod();

    /// <inheritdoc/>
    public MethodInfo ImplementationMethod => ImplementationMap.Find(Grain.GetType(), request.GetMethod());

    /// <inheritdoc/>
    public object? Result
    {
        get => Response is { Exception: null } response ? response.Result : null;
        set => Response = Response.FromResult(value);
    }

    /// <inheritdoc/>
    public Response? Response { get; set; }

    /// <summary>Runs a request through the filters and returns what they make of it.</summary>
    public static async Task<Response> Run(
        IReadOnlyList<IIncomingGrainCallFilter> filters, IGrainContext context, object grain, GrainRequest request)
    {
        var call = new IncomingCall(filters, context, grain, request);
        await call.Invoke();
        return call.Response!;
    }

    /// <inheritdoc/>
    public async Task Invoke()
    {
        var stage = _stage++;
        try
        {
            var own = Grain as IIncomingGrainCallFilter;
            var filter = stage < filters.Count ? filters[stage] : stage == filters.Count ? own : null;

            // One method for a filter and the grain: each asynchronous one more is an allocation per call.
            if (filter is not null)
            {
                await filter.Invoke(this);
                if (Response is null) throw BrokenFilter.Of(filter);
            }
            else if (stage == filters.Count + (own is null ? 0 : 1))
            {
                var task = request.InvokeOn(Grain);
                if (task is not null) await task;
                Response = request.ResponseOf(task);
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
}
