using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Orchestrator.Client.Health;
using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;

namespace Orchestrator.Client.Tests.Health;

public sealed class HealthTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Health_follows_the_connection_and_the_last_heartbeat()
    {
        var time = new ManualTime();
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host, time);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client, time)).Status);
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "checked" });
        HealthCheckResult healthy = await CheckAsync(client, time);
        Assert.Equal(HealthStatus.Healthy, healthy.Status);
        Assert.Contains("Connected", (string)healthy.Data[agent.AgentId.Value], StringComparison.Ordinal);

        client.Calls.Cut(nameof(IAgentGrain.Heartbeat));
        time.Advance(Interval);
        await Eventually.TrueAsync(() => agent.ConnectionState == ConnectionState.Reconnecting, "the cut is seen");
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(client, time)).Status);
        time.Advance(Interval * 3);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(client, time)).Status);

        client.Calls.Mend(nameof(IAgentGrain.Heartbeat));
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1)); // lets the backoff go on
                return agent.ConnectionState == ConnectionState.Connected;
            },
            "it is connected again");
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(client, time)).Status);
        await agent.DisposeAsync();
        Assert.Empty((await CheckAsync(client, time)).Data);
    }

    [Fact]
    public async Task A_superseded_agent_is_what_the_application_says_a_failure_is()
    {
        await using TestClient client = await TestClient.ConnectAsync(
            fixture.Host, configure: options => options.HeartbeatInterval = TimeSpan.FromMilliseconds(50));
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "first" });
        await using AgentConnection successor = await client.Client.RegisterAsync(new RegisterAgent { Id = agent.AgentId, Name = "second" });
        await Eventually.TrueAsync(() => agent.ConnectionState == ConnectionState.Superseded, "it is superseded");

        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(client, TimeProvider.System)).Status);
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(client, TimeProvider.System, HealthStatus.Degraded)).Status);
    }

    [Fact]
    public async Task The_check_is_registered_by_name()
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddOrchestratorClient(options => options.Endpoint = fixture.Host.Url);
        builder.Services.AddHealthChecks().AddOrchestratorClient(tags: ["ready"]);
        using IHost app = builder.Build();

        HealthReport report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, report.Entries["orchestrator"].Status);
        Assert.Equal(["ready"], report.Entries["orchestrator"].Tags);
    }

    private static Task<HealthCheckResult> CheckAsync(TestClient client, TimeProvider time, HealthStatus failure = HealthStatus.Unhealthy)
    {
        var check = new OrchestratorClientHealthCheck(client.Client, time);
        return check.CheckHealthAsync(
            new() { Registration = new HealthCheckRegistration("orchestrator", check, failure, tags: null) }, CancellationToken.None);
    }
}
