using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Operations;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Operations;

public sealed class ReadinessTests
{
    [Fact]
    public async Task A_started_host_is_alive_and_ready()
    {
        TestHost host = await SharedHost.GetAsync();
        using Answer alive = await host.GetAsync("/healthz");
        using Answer ready = await host.GetAsync("/readyz");

        Assert.Equal("ok", alive.Expect(HttpStatusCode.OK)["status"].GetString());
        Assert.Equal("ready", ready.Expect(HttpStatusCode.OK)["status"].GetString());
    }

    [Fact]
    public async Task A_journal_that_cannot_be_written_makes_it_unready_and_the_status_says_why()
    {
        var probe = new Probe();
        await using TestHost host = await TestHost.StartAsync(services => services.AddSingleton<IJournalProbe>(probe));
        using Answer before = await host.GetAsync("/readyz");
        probe.Failure = "the disk is full";
        using Answer during = await host.GetAsync("/readyz");
        using Answer status = await host.GetAsync("/api/v1/status");
        using Answer alive = await host.GetAsync("/healthz");
        probe.Failure = null;
        using Answer after = await host.GetAsync("/readyz");

        before.Expect(HttpStatusCode.OK);
        Assert.Equal(["journal: the disk is full"], during.Expect(HttpStatusCode.ServiceUnavailable)["reasons"].EnumerateArray().Select(r => r.GetString()));
        Assert.False(status.Expect(HttpStatusCode.OK)["journal"].GetProperty("writable").GetBoolean());
        Assert.Equal("the disk is full", status["journal"].GetProperty("reason").GetString());
        Assert.False(status["ready"].GetBoolean());
        alive.Expect(HttpStatusCode.OK);
        after.Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_host_that_stops_is_not_ready()
    {
        var requests = new RequestCounter();
        await using TestHost host = await TestHost.StartAsync(services => services.AddSingleton<IStartupFilter>(requests));
        Readiness readiness = host.App.Services.GetRequiredService<Readiness>();

        await host.StopAsync();

        Assert.Contains("draining", Assert.Single(await readiness.ReasonsAsync(CancellationToken.None)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_probe_writes_and_leaves_the_journal_as_it_is()
    {
        await using TestHost host = await TestHost.StartAsync();
        using Answer ready = await host.GetAsync("/readyz");

        ready.Expect(HttpStatusCode.OK);
        Assert.Equal(0, await host.PositionAsync());
    }

    private sealed class Probe : IJournalProbe
    {
        public string? Failure { get; set; }

        public Task<string?> FailureAsync(CancellationToken cancellationToken) => Task.FromResult(Failure);
    }
}
