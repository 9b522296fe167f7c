using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Calls;

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    Task<int> AddSlowly(int amount);

    ValueTask<string> Describe(string prefix, long number);

    ValueTask Touch();

    Task Fail(string message);

    Task FailAtOnce(string message);

    Task<string> Forward(string other);

    Task<IReadOnlyList<int>> Same(IReadOnlyList<int> numbers);
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

    public async ValueTask Touch()
    {
        await Task.Yield();
        _total++;
    }

    public async Task Fail(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public Task FailAtOnce(string message) => throw new InvalidOperationException(message);

    public async Task<string> Forward(string other) =>
        await GrainFactory.GetGrain<ICounterGrain>(other).Describe("via ", 1);

    public Task<IReadOnlyList<int>> Same(IReadOnlyList<int> numbers) => Task.FromResult(numbers);
}

public sealed class CallTests : IAsyncLifetime
{
    private TestSilos _silos = null!;

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync();

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task A_grain_is_activated_by_its_first_call_and_keeps_its_memory()
    {
        var grain = _silos.Grain<ICounterGrain>("a");
        Assert.Equal(1, await grain.Add(1));
        Assert.Equal(3, await grain.Add(2));
    }

    [Fact]
    public async Task Grains_with_different_keys_are_different()
    {
        Assert.Equal(1, await _silos.Grain<ICounterGrain>("one").Add(1));
        Assert.Equal(5, await _silos.Grain<ICounterGrain>("two").Add(5));
        Assert.Equal(1, await _silos.Grain<ICounterGrain>("one").Add(0));
    }

    [Fact]
    public async Task Value_tasks_and_calls_between_grains_come_through()
    {
        var grain = _silos.Grain<ICounterGrain>("c");
        Assert.Equal("x42c", await grain.Describe("x", 42));
        Assert.Equal("via 1d", await grain.Forward("d"));
        await grain.Touch();
        Assert.Equal(1, await grain.Add(0));
    }

    [Fact]
    public async Task The_exception_of_a_grain_reaches_its_caller_and_the_grain_goes_on()
    {
        var grain = _silos.Grain<ICounterGrain>("e");
        await grain.Add(7);
        Assert.Equal("no", (await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Fail("no"))).Message);
        Assert.Equal("nay", (await Assert.ThrowsAsync<InvalidOperationException>(() => grain.FailAtOnce("nay"))).Message);
        Assert.Equal(7, await grain.Add(0));
    }

    [Fact]
    public async Task Requests_of_a_grain_do_not_interleave()
    {
        var grain = _silos.Grain<ICounterGrain>("b");
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => grain.AddSlowly(1)));
        Assert.Equal(1000, await grain.Add(0));
    }

    [Fact]
    public async Task Many_grains_work_at_once()
    {
        var results = await Task.WhenAll(
            Enumerable.Range(0, 2000).Select(i => _silos.Grain<ICounterGrain>($"many{i % 200}").AddSlowly(1)));
        Assert.Equal(200, results.Count(one => one == 10));
    }
}
