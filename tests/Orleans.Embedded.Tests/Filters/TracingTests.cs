using System.Collections.Concurrent;
using System.Diagnostics;
using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Filters;

public interface ITracedGrain : IGrainWithStringKey
{
    Task<string> Current(string? other);

    Task Fail();
}

public sealed class TracedGrain : Grain, ITracedGrain
{
    public async Task<string> Current(string? other) => other is null
        ? $"{Activity.Current?.TraceId}"
        : await GrainFactory.GetGrain<ITracedGrain>(other).Current(null);

    public Task Fail() => throw new InvalidOperationException("traced failure");
}

public sealed class TracingTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly ActivitySource _source = new("Tests.Tracing");
    private readonly ActivityListener _listener;
    private TestSilos _silos = null!;

    public TracingTests()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name is "Microsoft.Orleans.Application" or "Tests.Tracing",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync(
        silo => silo.AddActivityPropagation(), client => client.AddActivityPropagation());

    public async Task DisposeAsync()
    {
        _listener.Dispose();
        _source.Dispose();
        await _silos.DisposeAsync();
    }

    [Fact]
    public async Task A_trace_goes_from_the_client_through_all_grains()
    {
        using var root = _source.StartActivity("root");
        Assert.Equal($"{root!.TraceId}", await _silos.Grain<ITracedGrain>(Signals.New()).Current(Signals.New()));
        var spans = _stopped.Where(one => one.TraceId == root.TraceId).ToList();
        Assert.Equal(
            [ActivityKind.Server, ActivityKind.Client, ActivityKind.Server, ActivityKind.Client],
            spans.Select(one => one.Kind));
        Assert.All(spans, one => Assert.Equal("ITracedGrain/Current", one.OperationName));
        Assert.All(spans, one => Assert.Equal("orleans", one.GetTagItem("rpc.system")));
    }

    [Fact]
    public async Task A_failed_call_is_marked_in_its_spans()
    {
        using var root = _source.StartActivity("root");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _silos.Grain<ITracedGrain>(Signals.New()).Fail());
        var spans = _stopped.Where(one => one.TraceId == root!.TraceId).ToList();
        Assert.Equal(2, spans.Count);
        Assert.All(spans, one => Assert.Equal(ActivityStatusCode.Error, one.Status));
        Assert.All(spans, one => Assert.Equal("traced failure", one.GetTagItem("exception.message")));
    }
}
