using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.TestingHost;

namespace Orleans.Embedded.Tests.Calls;

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    Task<int> AddSlowly(int amount);

    ValueTask<string> Describe(string prefix, long number);

    Task Fail(string message);

    Task<string> Forward(string other);
}

public sealed class CounterGrain : Grain, ICounterGrain
{
    private int _total;

    public Task<int> Add(int amount) => Task.FromResult(_total += amount);

    public async Task<int> AddSlowly(int amount)
    {
        var before = _total;
        await Task.Yield();
        await Task.Yield();
        return _total = before + amount;
    }

    public ValueTask<string> Describe(string prefix, long number) => new($"{prefix}{number}{this.GetPrimaryKeyString()}");

    public async Task Fail(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public async Task<string> Forward(string other) =>
        await GrainFactory.GetGrain<ICounterGrain>(other).Describe("via ", 1);
}

public sealed class CallTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new TestClusterBuilder(1).Build();

    public Task InitializeAsync() => _cluster.DeployAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task A_grain_is_activated_by_its_first_call_and_keeps_its_memory()
    {
        var grain = _cluster.GrainFactory.GetGrain<ICounterGrain>("a");
        Assert.Equal(1, await grain.Add(1));
        Assert.Equal(3, await grain.Add(2));
        Assert.Equal("counter/a", grain.GetGrainId().ToString());
    }

    [Fact]
    public async Task Requests_of_a_grain_do_not_interleave()
    {
        var grain = _cluster.GrainFactory.GetGrain<ICounterGrain>("b");
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => grain.AddSlowly(1)));
        Assert.Equal(1000, await grain.Add(0));
    }

    [Fact]
    public async Task Value_tasks_exceptions_and_calls_between_grains_come_through()
    {
        var grain = _cluster.GrainFactory.GetGrain<ICounterGrain>("c");
        Assert.Equal("x42c", await grain.Describe("x", 42));
        Assert.Equal("via 1d", await grain.Forward("d"));
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Fail("no"));
        Assert.Equal("no", thrown.Message);
    }

    [Fact]
    public async Task A_host_with_a_silo_reaches_its_grains_by_the_factory_and_the_client()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans();
        using var host = builder.Build();
        await host.StartAsync();
        Assert.Equal(1, await host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("a").Add(1));
        Assert.Equal(2, await host.Services.GetRequiredService<IClusterClient>().GetGrain<ICounterGrain>("a").Add(1));
        await host.StopAsync();
    }
}
