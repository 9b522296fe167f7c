using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Activations;

public interface IMoodyGrain : IGrainWithStringKey
{
    Task<int> Lives();

    Task Hold(string entered, string leave);

    Task Leave();

    Task LeaveAnd(string entered, string leave);
}

/// <summary>Keys choose how it behaves: see the tests.</summary>
public sealed class MoodyGrain : Grain, IMoodyGrain, IAsyncDisposable
{
    private int _lives;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        Signals.Set($"{key} activating");
        _lives = Signals.CountOf($"{key} activating");
        if (key.StartsWith("slow", StringComparison.Ordinal)) await Signals.WaitFor($"{key} go");
        if (key.StartsWith("fails", StringComparison.Ordinal) && _lives == 1)
            throw new InvalidOperationException($"{key} has no mood for it");
        if (key.StartsWith("leaves", StringComparison.Ordinal)) DeactivateOnIdle();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        Signals.Set($"{key} deactivating {reason.ReasonCode}");
        if (key.StartsWith("sulks", StringComparison.Ordinal)) throw new InvalidOperationException("I do not want to go");
        if (key.StartsWith("lingers", StringComparison.Ordinal)) await Signals.WaitFor($"{key} go");
    }

    public ValueTask DisposeAsync()
    {
        Signals.Set($"{this.GetPrimaryKeyString()} disposed");
        return ValueTask.CompletedTask;
    }

    public Task<int> Lives() => Task.FromResult(_lives);

    public async Task Hold(string entered, string leave)
    {
        Signals.Set(entered);
        await Signals.WaitFor(leave);
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task LeaveAnd(string entered, string leave)
    {
        DeactivateOnIdle();
        await Hold(entered, leave);
    }
}

public interface IBrokenGrain : IGrainWithStringKey
{
    Task Nothing();
}

public sealed class BrokenGrain : Grain, IBrokenGrain
{
    public BrokenGrain(IServiceProvider services) => _ = services.GetRequiredService<NeverRegistered>();

    public Task Nothing() => Task.CompletedTask;

    public sealed class NeverRegistered;
}

public sealed class ActivationTests : IAsyncLifetime
{
    private readonly string _id = Signals.New();
    private TestSilos _silos = null!;

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync(
        silo => silo.Configure<GrainCollectionOptions>(options => options.ActivationTimeout = TimeSpan.FromSeconds(10)));

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task A_grain_that_fails_to_activate_refuses_all_waiting_callers_and_the_next_call_tries_anew()
    {
        var grain = _silos.Grain<IMoodyGrain>($"fails {_id}");
        var calls = Enumerable.Range(0, 5).Select(_ => grain.Lives()).ToArray();
        foreach (var call in calls)
        {
            var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => call);
            Assert.Equal($"fails {_id} has no mood for it", thrown.Message);
        }

        Assert.Equal(2, await grain.Lives());
        Assert.False(Signals.IsSet($"fails {_id} deactivating {DeactivationReasonCode.ActivationFailed}"));
    }

    [Fact]
    public async Task A_grain_whose_constructor_fails_refuses_its_callers()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => _silos.Grain<IBrokenGrain>(_id).Nothing());
        Assert.Contains("NeverRegistered", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_wait_until_the_activation_is_complete()
    {
        var grain = _silos.Grain<IMoodyGrain>($"slow {_id}");
        var call = grain.Lives();
        await Signals.WaitFor($"slow {_id} activating");
        Assert.False(call.IsCompleted);
        Signals.Set($"slow {_id} go");
        Assert.Equal(1, await call);
    }

    [Fact]
    public async Task An_activation_that_takes_too_long_is_cancelled()
    {
        var call = _silos.Grain<IMoodyGrain>($"slow {_id}").Lives();
        await Signals.WaitFor($"slow {_id} activating");
        _silos.Time.Advance(TimeSpan.FromSeconds(12));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Signals.Set($"slow {_id} go");
        Assert.Equal(2, await _silos.Grain<IMoodyGrain>($"slow {_id}").Lives());
    }

    [Fact]
    public async Task A_grain_that_asks_for_it_is_deactivated_and_comes_back_with_the_next_call()
    {
        var grain = _silos.Grain<IMoodyGrain>(_id);
        Assert.Equal(1, await grain.Lives());
        await grain.Leave();
        Assert.Equal(2, await grain.Lives());
        await Signals.WaitFor($"{_id} deactivating {DeactivationReasonCode.ApplicationRequested}");
        await Signals.WaitFor($"{_id} disposed");
    }

    [Fact]
    public async Task Requests_that_wait_at_a_deactivating_grain_go_to_the_new_activation()
    {
        var grain = _silos.Grain<IMoodyGrain>(_id);
        var (entered, leave) = (Signals.New(), Signals.New());
        var leaving = grain.LeaveAnd(entered, leave);
        await Signals.WaitFor(entered);
        var waiting = Enumerable.Range(0, 10).Select(_ => grain.Lives()).ToArray();
        Assert.All(waiting, one => Assert.False(one.IsCompleted));
        Signals.Set(leave);
        await leaving;
        Assert.All(await Task.WhenAll(waiting), one => Assert.Equal(2, one));
    }

    [Fact]
    public async Task The_new_activation_starts_only_when_the_old_one_has_ended()
    {
        var key = $"lingers {_id}";
        var grain = _silos.Grain<IMoodyGrain>(key);
        await grain.Leave();
        await Signals.WaitFor($"{key} deactivating {DeactivationReasonCode.ApplicationRequested}");
        var next = grain.Lives();
        Assert.Equal(1, Signals.CountOf($"{key} activating"));
        Signals.Set($"{key} go");
        Assert.Equal(2, await next);
    }

    [Fact]
    public async Task A_grain_that_fails_to_deactivate_is_gone_nevertheless()
    {
        var grain = _silos.Grain<IMoodyGrain>($"sulks {_id}");
        await grain.Leave();
        Assert.Equal(2, await grain.Lives());
    }

    [Fact]
    public async Task A_request_that_no_activation_wants_is_refused_in_the_end() =>
        await Assert.ThrowsAsync<OrleansMessageRejectionException>(
            () => _silos.Grain<IMoodyGrain>($"leaves {_id}").Lives());
}
