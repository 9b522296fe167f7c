using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Gateway;

public sealed class RemoteCallTests
{
    private static readonly Parcel Sample = new("Ada", ["one", "zwölf"], 12.5m, new(2026, 11, 21, 6, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Arguments_and_results_of_all_kinds_make_the_round_trip()
    {
        await using var host = await GatewayHost.StartAsync();
        var depot = (await host.ConnectAsync()).GetGrain<IDepotGrain>("a");
        var echo = await depot.Echo(Sample, 2);
        Assert.Equal(["one", "zwölf", "one", "zwölf"], echo.Lines);
        Assert.Equal(Sample with { Lines = echo.Lines }, echo);
        Assert.Equal(42, await depot.Count(41));
        await depot.Nothing();
        Assert.Null(await depot.Absent(null));
        Assert.Equal("text", await depot.Absent("text"));
    }

    [Fact]
    public async Task A_reference_that_a_grain_returns_can_be_called()
    {
        await using var host = await GatewayHost.StartAsync();
        var other = await (await host.ConnectAsync()).GetGrain<IDepotGrain>("a").Other("b");
        Assert.Equal("b", await other.Key());
        Assert.Equal("depot/b", other.GetGrainId().ToString());
    }

    [Fact]
    public async Task A_thousand_calls_are_in_flight_at_once_on_one_connection()
    {
        await using var host = await GatewayHost.StartAsync();
        var depot = (await host.ConnectAsync()).GetGrain<IDepotGrain>("a");
        var waiting = Enumerable.Range(0, 1000).Select(_ => depot.Wait()).ToArray();
        await depot.Release();
        Assert.All(await Task.WhenAll(waiting), one => Assert.Equal("released", one));
    }

    [Fact]
    public async Task Calls_to_many_grains_come_back_to_their_own_callers()
    {
        await using var host = await GatewayHost.StartAsync();
        var client = await host.ConnectAsync();
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(async i =>
        {
            Assert.Equal(i + 1, await client.GetGrain<IDepotGrain>($"g{i % 50}").Count(i));
        }));
    }

    [Fact]
    public async Task A_message_of_ten_megabytes_passes_in_both_directions()
    {
        await using var host = await GatewayHost.StartAsync();
        var depot = (await host.ConnectAsync()).GetGrain<IDepotGrain>("a");
        var text = new string('x', 10 * 1024 * 1024);
        Assert.Equal(text, await depot.Absent(text));
    }

    [Fact]
    public async Task A_message_above_the_limit_fails_alone()
    {
        await using var host = await GatewayHost.StartAsync();
        var depot = (await host.ConnectAsync(gateway: options => options.MaxFrameBytes = 100_000)).GetGrain<IDepotGrain>("a");
        var tooMuch = await Assert.ThrowsAsync<OrleansMessageRejectionException>(() => depot.Absent(new string('x', 100_000)));
        Assert.Contains("100000", tooMuch.Message, StringComparison.Ordinal);
        Assert.Equal("still there", await depot.Absent("still there"));
    }

    [Fact]
    public async Task A_result_above_the_limit_fails_alone()
    {
        await using var host = await GatewayHost.StartAsync(options => options.MaxFrameBytes = 100_000);
        var depot = (await host.ConnectAsync()).GetGrain<IDepotGrain>("a");
        await Assert.ThrowsAsync<OrleansMessageRejectionException>(() => depot.Repeat("x", 200_000));
        Assert.Equal("xxx", await depot.Repeat("x", 3));
    }

    [Fact]
    public async Task The_request_context_travels_with_its_types()
    {
        await using var host = await GatewayHost.StartAsync();
        var depot = (await host.ConnectAsync()).GetGrain<IDepotGrain>("a");
        RequestContext.Set("text", "hello");
        RequestContext.Set("flag", true);
        RequestContext.Set("number", 5L);
        RequestContext.Set("id", Guid.Parse("8f4dd5cf-0b9c-4b3f-9d25-3c2a9e3b4a10"));
        Assert.Equal("hello", await depot.Context("text"));
        Assert.Equal("True", await depot.Context("flag"));
        Assert.Equal("5", await depot.Context("number"));
        Assert.Equal("8f4dd5cf-0b9c-4b3f-9d25-3c2a9e3b4a10", await depot.Context("id"));
        RequestContext.Set("object", new Parcel("x", [], null, default));
        await Assert.ThrowsAsync<NotSupportedException>(() => depot.Context("object"));
        RequestContext.Clear();
    }

    [Fact]
    public async Task Cancellation_reaches_the_grain_and_the_caller_is_done_at_once()
    {
        await using var host = await GatewayHost.StartAsync();
        var depot = (await host.ConnectAsync()).GetGrain<IDepotGrain>("a");
        using var cancel = new CancellationTokenSource();
        var call = depot.WaitForCancellation(cancel.Token);
        await depot.WaitsForCancellation();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(await depot.WasCancelled());
    }

    [Fact]
    public async Task A_grain_notifies_and_asks_a_remote_observer()
    {
        await using var host = await GatewayHost.StartAsync();
        var client = await host.ConnectAsync();
        var observer = new ParcelObserver();
        await client.GetGrain<IDepotGrain>("a").Subscribe(client.CreateObjectReference<IParcelObserver>(observer));
        Assert.Equal("yes", await client.GetGrain<IDepotGrain>("a").Notify(Sample));
        Assert.Equal("Ada", (await observer.Arrival).From);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_times_out_at_the_client()
    {
        var time = new ManualTime();
        await using var host = await GatewayHost.StartAsync();
        var client = await host.ConnectAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(time));
        var depot = client.GetGrain<IDepotGrain>("a");
        var call = depot.Wait();
        await depot.Waits();
        time.Advance(TimeSpan.FromSeconds(22));
        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Contains("tests.depot.Wait", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("depot/a", thrown.Message, StringComparison.Ordinal);
    }
}
