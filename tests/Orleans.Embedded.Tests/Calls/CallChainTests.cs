using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Calls;

public interface IChainGrain : IGrainWithStringKey
{
    /// <summary>Calls the first key on with the rest, to come back in the end.</summary>
    Task<int> Call(string[] keys, bool allowReentrancy);
}

public sealed class ChainGrain : Grain, IChainGrain
{
    public async Task<int> Call(string[] keys, bool allowReentrancy)
    {
        if (keys is [])
            return 1;
        Signals.Set($"calling {keys[0]}");
        if (!allowReentrancy) return 1 + await GrainFactory.GetGrain<IChainGrain>(keys[0]).Call(keys[1..], false);

        using var section = RequestContext.AllowCallChainReentrancy();
        return 1 + await GrainFactory.GetGrain<IChainGrain>(keys[0]).Call(keys[1..], true);
    }
}

public sealed class CallChainTests : IAsyncLifetime
{
    private readonly string _a = $"a-{Signals.New()}";
    private readonly string _b = $"b-{Signals.New()}";
    private TestSilos _silos = null!;

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync();

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task A_call_chain_that_allows_it_may_come_back_to_a_grain() =>
        Assert.Equal(3, await _silos.Grain<IChainGrain>(_a).Call([_b, _a], allowReentrancy: true));

    [Fact]
    public async Task A_circle_of_calls_times_out_and_the_message_names_the_grains()
    {
        var call = _silos.Grain<IChainGrain>(_a).Call([_b, _a], allowReentrancy: false);
        await Signals.WaitFor($"calling {_b}");
        await Signals.WaitFor($"calling {_a}");
        await Signals.Until(
            () =>
            {
                if (!call.IsCompleted) _silos.Time.Advance(TimeSpan.FromSeconds(10));
                return call.IsCompleted;
            },
            "the call times out");
        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Contains("Deadlock", thrown.Message, StringComparison.Ordinal);
        Assert.Contains($"chain/{_a}", thrown.Message, StringComparison.Ordinal);
        Assert.Contains($"chain/{_b}", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_deadlock_the_grains_work_again()
    {
        await A_circle_of_calls_times_out_and_the_message_names_the_grains();
        Assert.Equal(1, await _silos.Grain<IChainGrain>(_a).Call([], allowReentrancy: false));
        Assert.Equal(1, await _silos.Grain<IChainGrain>(_b).Call([], allowReentrancy: false));
    }
}
