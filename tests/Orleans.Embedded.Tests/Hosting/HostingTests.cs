using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Testing;
using Orleans.Configuration;
using Orleans.Embedded.Tests.Calls;
using Orleans.Embedded.Tests.Cluster;
using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Hosting;

public sealed class HostingTests
{
    [Fact]
    public async Task A_host_with_a_silo_reaches_its_grains_by_the_factory_and_the_client()
    {
        using var host = Build(silo => silo.Configure<ClusterOptions>(options => options.ServiceId = "tests"));
        await host.StartAsync();
        Assert.Equal(1, await host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("a").Add(1));
        Assert.Equal(2, await host.Services.GetRequiredService<IClusterClient>().GetGrain<ICounterGrain>("a").Add(1));
        await host.StopAsync();
    }

    [Fact]
    public async Task The_older_host_builder_takes_a_silo_too()
    {
        using var host = new HostBuilder().UseOrleans(silo => silo.UseLocalhostClustering(Ports.Free(), Ports.Free())).Build();
        await host.StartAsync();
        Assert.Equal(1, await host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("a").Add(1));
        await host.StopAsync();
    }

    [Fact]
    public async Task Components_start_in_the_order_of_their_stages_and_stop_in_reverse()
    {
        var events = new ConcurrentQueue<string>();
        using var host = Build(silo =>
        {
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
                new Participant("late", ServiceLifecycleStage.Active + 1, events));
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
                new Participant("early", ServiceLifecycleStage.RuntimeServices, events));
            silo.AddStartupTask((services, _) =>
            {
                events.Enqueue("task");
                return services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("startup").Add(1);
            });
        });
        await host.StartAsync();
        await host.StopAsync();
        Assert.Equal(["early start", "task", "late start", "late stop", "early stop"], events);
    }

    [Fact]
    public async Task A_host_that_stops_deactivates_its_grains_before_its_services_stop()
    {
        var key = Signals.New();
        using var host = Build(silo => silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
            new StopProbe(() => Signals.IsSet($"{key} {DeactivationReasonCode.ShuttingDown}"), key)));
        await host.StartAsync();
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IHomeGrain>(key).Ping();
        await host.StopAsync();
        Assert.True(Signals.IsSet($"{key} probe saw it"));
    }

    [Fact]
    public async Task A_host_that_must_stop_does_not_wait_for_a_grain_that_does_not_end()
    {
        var (entered, leave) = (Signals.New(), Signals.New());
        using var host = Build(_ => { });
        await host.StartAsync();
        var stuck = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IHomeGrain>(entered).Hold(entered, leave);
        await Signals.WaitFor(entered);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        try
        {
            await host.StopAsync(soon.Token);
        }
        catch (OperationCanceledException)
        {
            // The host may say that it did not stop in time.
        }

        await Assert.ThrowsAsync<SiloUnavailableException>(() => stuck);
        Signals.Set(leave);
    }

    [Fact]
    public void A_client_that_does_not_know_how_to_reach_a_silo_says_so()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient();
        using var host = builder.Build();
        Assert.ThrowsAny<Exception>(() => host.Services.GetRequiredService<IClusterClient>());
    }

    private static IHost Build(Action<ISiloBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(Ports.Free(), Ports.Free());
            configure(silo);
        });
        return builder.Build();
    }

    private sealed class Participant(string name, int stage, ConcurrentQueue<string> events)
        : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
            name, stage, _ => Note("start"), _ => Note("stop"));

        private Task Note(string what)
        {
            events.Enqueue($"{name} {what}");
            return Task.CompletedTask;
        }
    }

    private sealed class StopProbe(Func<bool> isDeactivated, string key) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
            nameof(StopProbe), ServiceLifecycleStage.ApplicationServices, _ => Task.CompletedTask, _ =>
            {
                if (isDeactivated()) Signals.Set($"{key} probe saw it");
                return Task.CompletedTask;
            });
    }
}
