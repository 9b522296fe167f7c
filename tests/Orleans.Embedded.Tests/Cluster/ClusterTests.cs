using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Embedded.Tests.Support;
using Orleans.Placement;
using Orleans.TestingHost;

namespace Orleans.Embedded.Tests.Cluster;

public interface IHomeGrain : IGrainWithStringKey
{
    Task<string> Silo();

    Task<int> Remember(int number);

    Task Hold(string entered, string leave);

    [AlwaysInterleave]
    Task Ping();

    Task<string> CallOther(string other, string entered, string leave);

    Task CallAfter(string entered, string leave, string other);

    Task StartTimer();
}

public class HomeGrain(ILocalSiloDetails silo) : Grain, IHomeGrain
{
    private int _remembered;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Signals.Set($"{this.GetPrimaryKeyString()} {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<string> Silo() => Task.FromResult(silo.SiloAddress.ToString());

    public Task<int> Remember(int number)
    {
        var before = _remembered;
        _remembered = number;
        return Task.FromResult(before);
    }

    public async Task Hold(string entered, string leave)
    {
        Signals.Set(entered);
        await Signals.WaitFor(leave);
        Signals.Set($"{entered} left");
    }

    public Task Ping() => Task.CompletedTask;

    public async Task<string> CallOther(string other, string entered, string leave)
    {
        await GrainFactory.GetGrain<IHomeGrain>(other).Hold(entered, leave);
        return "done";
    }

    public async Task CallAfter(string entered, string leave, string other)
    {
        Signals.Set(entered);
        await Signals.WaitFor(leave);
        try
        {
            await GrainFactory.GetGrain<IHomeGrain>(other).Ping();
            Signals.Set($"{entered} called");
        }
        catch (SiloUnavailableException)
        {
            Signals.Set($"{entered} refused");
        }
    }

    public Task StartTimer()
    {
        this.RegisterGrainTimer(
            () =>
            {
                Signals.Set($"{this.GetPrimaryKeyString()} tick");
                return Task.CompletedTask;
            },
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }
}

public interface ILocalHomeGrain : IHomeGrain;

[PreferLocalPlacement]
public sealed class LocalHomeGrain(ILocalSiloDetails silo) : HomeGrain(silo), ILocalHomeGrain;

public sealed class ClusterTests : IAsyncLifetime
{
    private readonly string _id = Signals.New();
    private readonly string _entered = Signals.New();
    private readonly string _leave = Signals.New();
    private TestSilos _silos = null!;

    private TestCluster Cluster => _silos.Cluster;

    private IHomeGrain Home => _silos.Grain<IHomeGrain>(_id);

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync(silos: 2);

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task A_grain_has_one_activation_in_the_cluster()
    {
        var first = Cluster.GetSiloServiceProvider(Cluster.Silos[0].SiloAddress).GetRequiredService<IGrainFactory>();
        var second = Cluster.GetSiloServiceProvider(Cluster.Silos[1].SiloAddress).GetRequiredService<IGrainFactory>();
        Assert.Equal(0, await first.GetGrain<IHomeGrain>(_id).Remember(1));
        Assert.Equal(1, await second.GetGrain<IHomeGrain>(_id).Remember(2));
        Assert.Equal(2, await Home.Remember(3));
    }

    [Fact]
    public async Task Grains_are_spread_over_the_silos()
    {
        var homes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => _silos.Grain<IHomeGrain>($"{_id}{i}").Silo()));
        Assert.Equal(2, homes.Distinct().Count());
    }

    [Fact]
    public async Task A_grain_that_prefers_it_lives_where_it_was_called_first()
    {
        foreach (var silo in Cluster.Silos)
        {
            var grains = Cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<IGrainFactory>();
            for (var i = 0; i < 10; i++)
            {
                var home = await grains.GetGrain<ILocalHomeGrain>($"{_id}{silo.SiloAddress}{i}").Silo();
                Assert.Equal(silo.SiloAddress.ToString(), home);
            }
        }
    }

    [Fact]
    public async Task The_grains_of_a_killed_silo_lose_their_memory_and_come_back_elsewhere()
    {
        await Home.Remember(7);
        var before = await Home.Silo();
        await Cluster.KillSiloAsync(await HomeSilo());
        Assert.Equal(0, await Home.Remember(8));
        Assert.NotEqual(before, await Home.Silo());
        Assert.False(Signals.IsSet($"{_id} {DeactivationReasonCode.ShuttingDown}"));
        Assert.Single(Cluster.Silos);
    }

    [Fact]
    public async Task Who_waits_for_a_grain_of_a_killed_silo_learns_that_it_is_unavailable()
    {
        var running = Home.Hold(_entered, _leave);
        await Signals.WaitFor(_entered);
        var waiting = Home.Remember(1);
        await Cluster.KillSiloAsync(await HomeSilo());
        await Assert.ThrowsAsync<SiloUnavailableException>(() => running);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => waiting);
        Signals.Set(_leave);
    }

    [Fact]
    public async Task The_code_of_a_killed_grain_runs_on_while_the_grain_lives_elsewhere()
    {
        var running = Home.Hold(_entered, _leave);
        await Signals.WaitFor(_entered);
        await Cluster.KillSiloAsync(await HomeSilo());
        await Assert.ThrowsAsync<SiloUnavailableException>(() => running);
        Assert.Equal(0, await Home.Remember(1));
        Signals.Set(_leave);
        await Signals.WaitFor($"{_entered} left");
    }

    [Fact]
    public async Task A_killed_grain_that_runs_on_cannot_call_others()
    {
        var running = Home.CallAfter(_entered, _leave, $"{_id} other");
        await Signals.WaitFor(_entered);
        await Cluster.KillSiloAsync(await HomeSilo());
        await Assert.ThrowsAsync<SiloUnavailableException>(() => running);
        Signals.Set(_leave);
        await Signals.WaitFor($"{_entered} refused");
    }

    [Fact]
    public async Task The_timers_of_a_killed_grain_stop()
    {
        await Home.StartTimer();
        await Cluster.KillSiloAsync(await HomeSilo());
        _silos.Time.Advance(TimeSpan.FromSeconds(10));
        await Home.Ping();
        Assert.False(Signals.IsSet($"{_id} tick"));
    }

    [Fact]
    public async Task A_stopped_silo_deactivates_its_grains_and_they_come_back_elsewhere()
    {
        await Home.Remember(7);
        var before = await Home.Silo();
        await Cluster.StopSiloAsync(await HomeSilo());
        Assert.True(Signals.IsSet($"{_id} {DeactivationReasonCode.ShuttingDown}"));
        Assert.Equal(0, await Home.Remember(8));
        Assert.NotEqual(before, await Home.Silo());
    }

    [Fact]
    public async Task A_silo_that_stops_lets_running_requests_end_and_sends_waiting_ones_on()
    {
        var running = Home.Hold(_entered, _leave);
        await Signals.WaitFor(_entered);
        var waiting = Home.Silo();
        var silo = await HomeSilo();
        var stop = Cluster.StopSiloAsync(silo);
        Signals.Set(_leave);
        await running;
        await stop;
        Assert.NotEqual(silo.SiloAddress.ToString(), await waiting);
    }

    [Fact]
    public async Task A_silo_that_is_added_takes_grains()
    {
        var added = await Cluster.StartAdditionalSiloAsync();
        await Cluster.WaitForLivenessToStabilizeAsync();
        var homes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => _silos.Grain<IHomeGrain>($"{_id}{i}").Silo()));
        Assert.Contains(added.SiloAddress.ToString(), homes);
    }

    [Fact]
    public async Task Without_a_silo_calls_fail_and_with_a_new_one_they_succeed()
    {
        foreach (var silo in Cluster.Silos.ToArray()) await Cluster.KillSiloAsync(silo);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => Home.Ping());
        await Cluster.StartAdditionalSiloAsync();
        await Home.Ping();
    }

    [Fact]
    public async Task Silos_may_be_killed_under_load()
    {
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                try
                {
                    await _silos.Grain<IHomeGrain>($"{_id}{worker}{i % 10}").Remember(i);
                }
                catch (SiloUnavailableException)
                {
                    // The next call goes elsewhere.
                }
            }
        })).ToArray();
        for (var round = 0; round < 5; round++)
        {
            await Cluster.StartAdditionalSiloAsync();
            await Cluster.KillSiloAsync(Cluster.Silos[0]);
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        await Home.Ping();
    }

    private async Task<SiloHandle> HomeSilo()
    {
        await Home.Ping();
        Assert.True(Cluster.TryGetGrainContext(Home.GetGrainId(), out var context));
        return Cluster.GetSiloForAddress(context!.Address.SiloAddress!)!;
    }
}
