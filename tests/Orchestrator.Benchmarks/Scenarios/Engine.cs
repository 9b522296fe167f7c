using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Benchmarks.Load;

namespace Orchestrator.Benchmarks.Scenarios;

/// <summary>A grain that does nothing.</summary>
public interface IPingGrain : IGrainWithStringKey
{
    /// <summary>Answers with what it was given.</summary>
    Task<int> Ping(int number);
}

/// <inheritdoc cref="IPingGrain"/>
public sealed class PingGrain : Grain, IPingGrain
{
    /// <inheritdoc/>
    public Task<int> Ping(int number) => Task.FromResult(number);
}

/// <summary>What a call costs by itself.</summary>
internal static class Engine
{
    public static async IAsyncEnumerable<Result> CallsAsync(TimeSpan time)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        using IHost host = builder.Build();
        await host.StartAsync();
        IGrainFactory grains = host.Services.GetRequiredService<IGrainFactory>();
        IPingGrain[] pings = [.. Enumerable.Range(0, 100).Select(i => grains.GetGrain<IPingGrain>($"{i}"))];
        await Offered.ClosedAsync(100, time / 4, (caller, n) => pings[caller].Ping(n));
        double rate = await Offered.ClosedAsync(100, time, (caller, n) => pings[caller].Ping(n));
        await host.StopAsync();
        yield return new("trivial grain call in process, 100 callers", $"{1e6 / rate:N2} µs", "< 2 µs", rate >= 500_000);
    }
}
