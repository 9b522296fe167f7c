using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Calls;

public interface ISlowGrain : IGrainWithStringKey
{
    Task<string> Wait(string entered, string leave);

    [ResponseTimeout("00:00:05")]
    Task WaitBriefly(string entered, string leave);

    Task Note(string entered);
}

public sealed class SlowGrain : Grain, ISlowGrain
{
    public async Task<string> Wait(string entered, string leave)
    {
        Signals.Set(entered);
        await Signals.WaitFor(leave);
        Signals.Set($"{entered} done");
        return "late";
    }

    public Task WaitBriefly(string entered, string leave) => Wait(entered, leave);

    public Task Note(string entered)
    {
        Signals.Set(entered);
        return Task.CompletedTask;
    }
}

public sealed class TimeoutTests : IAsyncLifetime
{
    private readonly string _entered = Signals.New();
    private readonly string _leave = Signals.New();
    private TestSilos _silos = null!;

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync();

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task A_response_that_takes_too_long_becomes_a_timeout_that_names_grain_and_method()
    {
        var call = _silos.Grain<ISlowGrain>("slow one").Wait(_entered, _leave);
        await Signals.WaitFor(_entered);
        _silos.Time.Advance(TimeSpan.FromSeconds(28));
        Assert.False(call.IsCompleted);
        _silos.Time.Advance(TimeSpan.FromSeconds(4));
        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Contains("slow/slow one", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("ISlowGrain", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Wait", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("00:00:30", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grain_that_its_caller_gave_up_on_runs_on()
    {
        var grain = _silos.Grain<ISlowGrain>("runs on");
        var call = grain.Wait(_entered, _leave);
        await Signals.WaitFor(_entered);
        _silos.Time.Advance(TimeSpan.FromSeconds(32));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Signals.Set(_leave);
        await Signals.WaitFor($"{_entered} done");
        await grain.Note(Signals.New());
    }

    [Fact]
    public async Task A_method_may_have_a_timeout_of_its_own()
    {
        var call = _silos.Grain<ISlowGrain>("brief").WaitBriefly(_entered, _leave);
        await Signals.WaitFor(_entered);
        _silos.Time.Advance(TimeSpan.FromSeconds(7));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
    }

    [Fact]
    public async Task A_request_that_timed_out_while_it_waited_never_runs()
    {
        var grain = _silos.Grain<ISlowGrain>("never");
        var running = grain.Wait(_entered, _leave);
        await Signals.WaitFor(_entered);
        var note = Signals.New();
        var waiting = grain.Note(note);
        _silos.Time.Advance(TimeSpan.FromSeconds(32));
        await Assert.ThrowsAsync<TimeoutException>(() => running);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        Signals.Set(_leave);
        await grain.Note(Signals.New());
        Assert.False(Signals.IsSet(note));
    }
}
