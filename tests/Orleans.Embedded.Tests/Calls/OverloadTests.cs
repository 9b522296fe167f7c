using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Calls;

public interface IBusyGrain : IGrainWithStringKey
{
    Task Work(string entered, string leave);

    [OneWay]
    Task Drop(string entered);
}

public sealed class BusyGrain : Grain, IBusyGrain
{
    public async Task Work(string entered, string leave)
    {
        Signals.Set(entered);
        await Signals.WaitFor(leave);
    }

    public Task Drop(string entered)
    {
        Signals.Set(entered);
        throw new InvalidOperationException("Nobody hears this.");
    }
}

public sealed class OverloadTests
{
    private readonly string _entered = Signals.New();
    private readonly string _leave = Signals.New();

    [Fact]
    public async Task A_full_mailbox_refuses_more_and_names_the_grain_and_the_limit()
    {
        await using var silos = await TestSilos.StartAsync(silo => silo.Configure<SiloMessagingOptions>(
            options => options.MaxEnqueuedRequestsHardLimit = 10));
        var grain = silos.Grain<IBusyGrain>("full");
        var accepted = new List<Task> { grain.Work(_entered, _leave) };
        await Signals.WaitFor(_entered);
        accepted.AddRange(Enumerable.Range(0, 10).Select(_ => grain.Work(_entered, _leave)));
        var thrown = await Assert.ThrowsAsync<LimitExceededException>(() => grain.Work(_entered, _leave));
        Assert.Contains("busy/full", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Threshold=10", thrown.Message, StringComparison.Ordinal);
        Signals.Set(_leave);
        await Task.WhenAll(accepted);
        await grain.Work(_entered, _leave);
    }

    [Fact]
    public async Task Without_a_limit_any_number_of_requests_wait()
    {
        await using var silos = await TestSilos.StartAsync();
        var grain = silos.Grain<IBusyGrain>("any");
        var all = Enumerable.Range(0, 5000).Select(_ => grain.Work(_entered, _leave)).ToArray();
        Signals.Set(_leave);
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task A_one_way_call_is_done_for_its_caller_when_it_is_sent()
    {
        await using var silos = await TestSilos.StartAsync();
        var grain = silos.Grain<IBusyGrain>("one way");
        var work = grain.Work(_entered, _leave);
        await Signals.WaitFor(_entered);
        var dropped = Signals.New();
        await grain.Drop(dropped);
        Assert.False(Signals.IsSet(dropped));
        Signals.Set(_leave);
        await work;
        await Signals.WaitFor(dropped);
    }
}
