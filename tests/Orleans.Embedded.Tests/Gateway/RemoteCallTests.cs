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
}
