using Orleans.Concurrency;
using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Activations;

public interface IClockGrain : IGrainWithStringKey
{
    Task Start(TimeSpan due, TimeSpan period, bool interleave, string? hold);

    Task Change(TimeSpan due, TimeSpan period);

    Task Stop();

    Task Leave();

    Task StartFailing();

    Task Hold(string entered, string leave);

    [AlwaysInterleave]
    Task<int> Ticks();
}

public sealed class ClockGrain : Grain, IClockGrain
{
    private IGrainTimer? _timer;
    private int _ticks;

    public Task Start(TimeSpan due, TimeSpan period, bool interleave, string? hold)
    {
        _timer = this.RegisterGrainTimer(
            static async (self, token) =>
            {
                var (grain, hold) = self;
                Signals.Set($"{grain.GetPrimaryKeyString()} ticking");
                await using var registration = token.Register(() => Signals.Set($"{grain.GetPrimaryKeyString()} cancelled"));
                if (hold is not null) await Signals.WaitFor(hold);
                grain._ticks++;
            },
            (this, hold),
            new GrainTimerCreationOptions(due, period) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task Change(TimeSpan due, TimeSpan period)
    {
        _timer!.Change(due, period);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task StartFailing()
    {
        this.RegisterGrainTimer(
            () =>
            {
                _ticks++;
                throw new InvalidOperationException("The timer goes on.");
            },
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }

    public async Task Hold(string entered, string leave)
    {
        Signals.Set(entered);
        await Signals.WaitFor(leave);
    }

    public Task<int> Ticks() => Task.FromResult(_ticks);
}

public sealed class TimerTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly string _key = Signals.New();
    private TestSilos _silos = null!;

    private IClockGrain Clock => _silos.Grain<IClockGrain>(_key);

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync();

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task A_timer_ticks_when_it_is_due_and_then_every_period()
    {
        await Clock.Start(5 * Second, 2 * Second, interleave: false, hold: null);
        _silos.Time.Advance(4 * Second);
        Assert.Equal(0, await Clock.Ticks());
        _silos.Time.Advance(Second);
        await Reaches(1);
        _silos.Time.Advance(2 * Second);
        await Reaches(2);
    }

    [Fact]
    public async Task A_timer_without_a_period_ticks_once()
    {
        await Clock.Start(Second, Timeout.InfiniteTimeSpan, interleave: false, hold: null);
        _silos.Time.Advance(Second);
        await Reaches(1);
        _silos.Time.Advance(10 * Second);
        Assert.Equal(1, await Clock.Ticks());
    }

    [Fact]
    public async Task The_next_tick_is_counted_from_the_end_of_the_callback()
    {
        var hold = Signals.New();
        await Clock.Start(Second, Second, interleave: false, hold);
        _silos.Time.Advance(Second);
        await Signals.WaitFor($"{_key} ticking");
        _silos.Time.Advance(10 * Second);
        Assert.Equal(1, Signals.CountOf($"{_key} ticking"));
        Signals.Set(hold);
        await Reaches(1);
        _silos.Time.Advance(Second);
        await Reaches(2);
    }

    [Fact]
    public async Task A_tick_waits_for_the_request_that_runs()
    {
        await Clock.Start(Second, Second, interleave: false, hold: null);
        var (entered, leave) = (Signals.New(), Signals.New());
        var request = Clock.Hold(entered, leave);
        await Signals.WaitFor(entered);
        _silos.Time.Advance(Second);
        Assert.Equal(0, await Clock.Ticks());
        Signals.Set(leave);
        await request;
        await Reaches(1);
    }

    [Fact]
    public async Task An_interleaving_tick_runs_beside_a_request()
    {
        await Clock.Start(Second, Second, interleave: true, hold: null);
        var (entered, leave) = (Signals.New(), Signals.New());
        var request = Clock.Hold(entered, leave);
        await Signals.WaitFor(entered);
        _silos.Time.Advance(Second);
        await Reaches(1);
        Signals.Set(leave);
        await request;
    }

    [Fact]
    public async Task A_callback_that_fails_does_not_end_the_timer()
    {
        await Clock.StartFailing();
        _silos.Time.Advance(Second);
        await Reaches(1);
        _silos.Time.Advance(Second);
        await Reaches(2);
    }

    [Fact]
    public async Task A_timer_can_be_changed()
    {
        await Clock.Start(TimeSpan.FromMinutes(5), Second, interleave: false, hold: null);
        await Clock.Change(Second, Timeout.InfiniteTimeSpan);
        _silos.Time.Advance(Second);
        await Reaches(1);
        _silos.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await Clock.Ticks());
    }

    [Fact]
    public async Task A_disposed_timer_does_not_tick()
    {
        await Clock.Start(Second, Second, interleave: false, hold: null);
        await Clock.Stop();
        _silos.Time.Advance(10 * Second);
        Assert.Equal(0, await Clock.Ticks());
    }

    [Fact]
    public async Task Deactivation_stops_the_timers()
    {
        await Clock.Start(5 * Second, Second, interleave: false, hold: null);
        await Clock.Leave();
        await _silos.Cluster.WaitForDeactivationAsync(Clock);
        _silos.Time.Advance(10 * Second);
        Assert.Equal(0, await Clock.Ticks());
        Assert.Equal(0, Signals.CountOf($"{_key} ticking"));
    }

    [Fact]
    public async Task Disposing_of_a_timer_cancels_its_callback()
    {
        var hold = Signals.New();
        await Clock.Start(Second, Second, interleave: true, hold);
        _silos.Time.Advance(Second);
        await Signals.WaitFor($"{_key} ticking");
        await Clock.Stop();
        await Signals.WaitFor($"{_key} cancelled");
        Signals.Set(hold);
    }

    private async Task Reaches(int ticks)
    {
        var now = 0;
        for (var i = 0; i < 1000 && (now = await Clock.Ticks()) < ticks; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        Assert.Equal(ticks, now);
    }
}
