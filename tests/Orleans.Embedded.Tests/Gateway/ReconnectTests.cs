using Orleans.Runtime.Messaging;

namespace Orleans.Embedded.Tests.Gateway;

public sealed class ReconnectTests
{
    [Fact]
    public async Task A_client_reconnects_when_the_server_is_back()
    {
        await using var host = await GatewayHost.StartAsync();
        var depot = (await host.ConnectAsync()).GetGrain<IDepotGrain>("a");
        Assert.Equal(2, await depot.Count(1));
        await host.StopServerAsync();
        await host.StartServerAsync();
        Assert.Equal(3, await AnsweredAsync(() => depot.Count(2).AsTask()));
    }

    [Fact]
    public async Task Calls_made_without_a_connection_wait_for_one()
    {
        await using var host = await GatewayHost.StartAsync();
        var depot = (await host.ConnectAsync()).GetGrain<IDepotGrain>("a");
        await host.StopServerAsync();
        var first = await FirstThatWaitsAsync(depot);
        var calls = Enumerable.Range(0, 100).Select(i => depot.Count(i).AsTask()).ToArray();
        Assert.All(calls, one => Assert.False(one.IsCompleted));
        await host.StartServerAsync();
        Assert.Equal(Enumerable.Range(1, 100), await Task.WhenAll(calls));
        Assert.Equal(1, await first);
    }

    // A call that goes out while the connection ends fails with it; those after the client has noticed wait.
    private static async Task<Task<int>> FirstThatWaitsAsync(IDepotGrain depot)
    {
        while (true)
        {
            var call = depot.Count(0).AsTask();
            if (await Task.WhenAny(call, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None)) != call) return call;
            await Assert.ThrowsAsync<SiloUnavailableException>(() => call);
        }
    }

    // The client may not have noticed yet that the connection ended: who calls then is told so, and calls again.
    private static async Task<T> AnsweredAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (SiloUnavailableException)
            {
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Calls_in_flight_when_the_connection_ends_fail()
    {
        await using var host = await GatewayHost.StartAsync(options => options.DrainTimeout = TimeSpan.Zero);
        var depot = (await host.ConnectAsync()).GetGrain<IDepotGrain>("a");
        var call = depot.Wait();
        await depot.Waits();
        await host.StopServerAsync();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => call);
        await host.StartServerAsync();
    }

    [Fact]
    public async Task Calls_in_flight_when_the_server_stops_may_end()
    {
        await using var host = await GatewayHost.StartAsync();
        var depot = (await host.ConnectAsync()).GetGrain<IDepotGrain>("a");
        var call = depot.Wait();
        await depot.Waits();
        var stop = host.StopServerAsync();
        await host.Grains.GetGrain<IDepotGrain>("a").Release();
        Assert.Equal("released", await call);
        await stop;
        await host.StartServerAsync();
    }

    [Fact]
    public async Task An_observer_is_called_again_after_a_reconnection()
    {
        await using var host = await GatewayHost.StartAsync();
        var client = await host.ConnectAsync();
        var observer = new ParcelObserver();
        var reference = client.CreateObjectReference<IParcelObserver>(observer);
        await host.StopServerAsync();
        await host.StartServerAsync();
        var depot = client.GetGrain<IDepotGrain>("a");
        await AnsweredAsync(async () =>
        {
            await depot.Subscribe(reference);
            return true;
        });
        Assert.Equal("yes", await depot.Notify(new("Bob", [], null, default)));
        Assert.Equal("Bob", (await observer.Arrival).From);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task A_client_that_finds_no_server_when_it_starts_gives_up_after_a_time()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.StopServerAsync();
        var thrown = await Assert.ThrowsAsync<ConnectionFailedException>(
            () => host.ConnectAsync(gateway: options => options.StartTimeout = TimeSpan.FromSeconds(1)));
        Assert.Contains(host.Endpoint.ToString(), thrown.Message, StringComparison.Ordinal);
        await host.StartServerAsync();
    }
}
