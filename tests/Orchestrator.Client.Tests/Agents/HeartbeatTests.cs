using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Client.Tests.Agents;

public sealed class HeartbeatTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    private const string Beat = nameof(IAgentGrain.Heartbeat);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Heartbeats_follow_the_clock()
    {
        var time = new ManualTime();
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host, time);
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "beating" });
        Assert.Equal(1, client.Calls.Count(Beat));

        time.Advance(Interval - TimeSpan.FromTicks(1));
        Assert.Equal(1, client.Calls.Count(Beat));
        time.Advance(TimeSpan.FromTicks(1));
        await Eventually.TrueAsync(() => client.Calls.Count(Beat) == 2, "the second heartbeat arrived");
        time.Advance(Interval);
        await Eventually.TrueAsync(() => client.Calls.Count(Beat) == 3, "the third heartbeat arrived");
    }

    [Fact]
    public async Task A_status_is_told_at_once()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "telling" });

        await agent.SetStatusAsync(AgentStatus.Busy, "parsing");

        AgentView view = await client.Client.GetAgentAsync(agent.AgentId);
        Assert.Equal((AgentStatus.Busy, "parsing"), (view.Status, view.CurrentTask));
        Assert.Equal((AgentStatus.Busy, "parsing"), (agent.Agent.Status, agent.Agent.CurrentTask));
    }

    [Fact]
    public async Task A_heartbeat_brings_back_the_status_that_the_host_took_away()
    {
        var time = new ManualTime();
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host, time);
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "blocked" });
        await agent.SetStatusAsync(AgentStatus.Blocked);
        await client.Cluster.GetGrain<IAgentGrain>(agent.AgentId.Value).Update(new UpdateAgent { Status = AgentStatus.Offline });

        time.Advance(Interval);

        await Eventually.TrueAsync(
            async () => (await client.Client.GetAgentAsync(agent.AgentId)).Status == AgentStatus.Blocked, "the agent is blocked again");
    }

    [Fact]
    public async Task Metrics_go_with_a_heartbeat()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "measuring" });

        await agent.ReportMetricsAsync(new Dictionary<string, double> { ["cpu"] = 0.5 });

        Assert.Equal(0.5, (await client.Client.GetAgentAsync(agent.AgentId)).Metrics!["cpu"]);
    }

    [Fact]
    public async Task A_failing_heartbeat_is_seen_and_repeated_with_growing_waits()
    {
        var time = new ManualTime();
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host, time, options =>
        {
            options.ReconnectMinDelay = TimeSpan.FromSeconds(1);
            options.ReconnectMaxDelay = TimeSpan.FromSeconds(4);
        });
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "failing" });
        var states = new List<ConnectionState>();
        agent.ConnectionStateChanged += (_, change) => states.Add(change.Current);

        client.Calls.Cut(Beat);
        time.Advance(Interval);
        await Eventually.TrueAsync(() => agent.ConnectionState == ConnectionState.Reconnecting, "the failure is seen");
        client.Calls.Mend(Beat);
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return agent.ConnectionState == ConnectionState.Connected;
            },
            "the heartbeat arrived in the end");

        Assert.Equal([ConnectionState.Reconnecting, ConnectionState.Connected], states);
        Assert.Equal(2, client.Calls.Count(Beat));
    }

    [Fact]
    public async Task An_agent_that_the_host_no_longer_knows_is_registered_again_under_its_id()
    {
        var time = new ManualTime();
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host, time);
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "forgotten" });
        await agent.SetStatusAsync(AgentStatus.Busy);
        await client.Cluster.GetGrain<IAgentGrain>(agent.AgentId.Value).Delete();

        time.Advance(Interval);

        await Eventually.TrueAsync(() => agent.Epoch == 2, "it registered again");
        await agent.SetStatusAsync(AgentStatus.Busy);
        Assert.Equal(AgentStatus.Busy, (await client.Client.GetAgentAsync(agent.AgentId)).Status);
    }

    [Fact]
    public async Task A_process_whose_agent_was_taken_over_stops_its_heartbeats_and_its_inbox()
    {
        var id = AgentId.Parse($"taken-{Guid.NewGuid():N}");
        var time = new ManualTime();
        await using TestClient first = await TestClient.ConnectAsync(fixture.Host, time);
        await using TestClient second = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection old = await first.Client.RegisterAsync(new RegisterAgent { Id = id, Name = "worker" });
        await using AgentConnection successor = await second.Client.RegisterAsync(new RegisterAgent { Id = id, Name = "worker" });

        time.Advance(Interval);
        await Eventually.TrueAsync(() => old.ConnectionState == ConnectionState.Superseded, "the old one knows");

        ConflictException inbox = await Assert.ThrowsAsync<ConflictException>(async () =>
        {
            await foreach (ReceivedMessage message in old.InboxAsync()) Assert.Fail($"{message.Id}");
        });
        ConflictException status = await Assert.ThrowsAsync<ConflictException>(() => old.SetStatusAsync(AgentStatus.Busy));
        Assert.Equal(("stale-incarnation", "stale-incarnation"), (inbox.Code, status.Code));
        int beats = first.Calls.Count(Beat);
        time.Advance(Interval * 3);
        Assert.Equal(beats, first.Calls.Count(Beat));
    }
}
