using Orleans.Configuration;
using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Activations;

public interface IIdleGrain : IGrainWithStringKey
{
    Task Touch();

    Task Delay(TimeSpan time);

    Task StartTimer(bool keepAlive);

    Task Hold(string entered, string leave);
}

public class IdleGrain : Grain, IIdleGrain
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Signals.Set($"{this.GetPrimaryKeyString()} {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task Touch() => Task.CompletedTask;

    public Task Delay(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task StartTimer(bool keepAlive)
    {
        this.RegisterGrainTimer(
            () =>
            {
                // In a turn of its own: the next tick is set when this one has ended, and the test moves the clock on then.
                _ = Task.Factory.StartNew(
                    () => Signals.Set($"{this.GetPrimaryKeyString()} tick"), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
                return Task.CompletedTask;
            },
            new() { DueTime = TimeSpan.FromMinutes(1), Period = TimeSpan.FromMinutes(1), KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public async Task Hold(string entered, string leave)
    {
        Signals.Set(entered);
        await Signals.WaitFor(leave);
    }
}

public interface IPatientIdleGrain : IIdleGrain;

[CollectionAgeLimit(Minutes = 40)]
public sealed class PatientIdleGrain : IdleGrain, IPatientIdleGrain;

public sealed class CollectionTests : IAsyncLifetime
{
    private readonly string _key = Signals.New();
    private TestSilos _silos = null!;

    private string Collected => $"{_key} {DeactivationReasonCode.ActivationIdle}";

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync(
        silo => silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(10)));

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task A_grain_that_nobody_calls_is_collected_after_the_collection_age()
    {
        await _silos.Grain<IIdleGrain>(_key).Touch();
        Pass(9);
        Assert.True(_silos.Cluster.TryGetGrainContext(_silos.Grain<IIdleGrain>(_key).GetGrainId(), out _));
        Pass(3);
        await Signals.WaitFor(Collected);
    }

    [Fact]
    public async Task Calls_keep_a_grain_alive()
    {
        for (var i = 0; i < 5; i++)
        {
            await _silos.Grain<IIdleGrain>(_key).Touch();
            Pass(9);
        }

        Assert.False(Signals.IsSet(Collected));
        Pass(3);
        await Signals.WaitFor(Collected);
    }

    [Fact]
    public async Task A_class_may_have_an_age_of_its_own()
    {
        await _silos.Grain<IPatientIdleGrain>(_key).Touch();
        Pass(38);
        Assert.False(Signals.IsSet(Collected));
        Pass(4);
        await Signals.WaitFor(Collected);
    }

    [Fact]
    public async Task A_grain_may_put_its_collection_off()
    {
        await _silos.Grain<IIdleGrain>(_key).Delay(TimeSpan.FromMinutes(60));
        Pass(58);
        Assert.False(Signals.IsSet(Collected));
        Pass(4);
        await Signals.WaitFor(Collected);
    }

    [Fact]
    public async Task A_grain_that_runs_a_request_is_not_collected()
    {
        var (entered, leave) = (Signals.New(), Signals.New());
        var hold = _silos.Grain<IIdleGrain>(_key).Hold(entered, leave);
        await Signals.WaitFor(entered);
        Pass(20);
        Assert.False(Signals.IsSet(Collected));
        Signals.Set(leave);
        await Assert.ThrowsAsync<TimeoutException>(() => hold);
    }

    [Fact]
    public async Task Timers_do_not_keep_a_grain_alive()
    {
        await _silos.Grain<IIdleGrain>(_key).StartTimer(keepAlive: false);
        await PassWithTicks(12);
        await Signals.WaitFor(Collected);
    }

    [Fact]
    public async Task Timers_that_are_meant_to_keep_a_grain_alive_do()
    {
        await _silos.Grain<IIdleGrain>(_key).StartTimer(keepAlive: true);
        await PassWithTicks(15);
        Assert.False(Signals.IsSet(Collected));
    }

    private void Pass(int minutes)
    {
        for (var i = 0; i < minutes; i++) _silos.Time.Advance(TimeSpan.FromMinutes(1));
    }

    private async Task PassWithTicks(int minutes)
    {
        for (var i = 1; i <= minutes; i++)
        {
            _silos.Time.Advance(TimeSpan.FromMinutes(1));
            var ticks = i;
            await Signals.Until(
                () => Signals.CountOf($"{_key} tick") >= ticks || Signals.IsSet(Collected), "the timer ticks");
        }
    }
}
