using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Agents;

public sealed class AgentGrainTests
{
    [Fact]
    public async Task Registered_agent_is_inactive_until_its_first_heartbeat()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IAgentGrain agent = cluster.Agent("a1");
        Committed<AgentView> registered = await agent.Register(new() { Name = "alpha", Type = "code-reviewer", Capabilities = ["review"] });

        Assert.Equal(AgentStatus.Inactive, registered.Value.Status);
        Assert.Equal(1, registered.Value.Epoch);
        Committed<AgentView> beat = await agent.Heartbeat(new());
        Assert.Equal(AgentStatus.Active, beat.Value.Status);
        Assert.Equal(cluster.Time.GetUtcNow(), beat.Value.LastHeartbeat);
        Assert.True(beat.Position > registered.Position);
    }

    [Fact]
    public async Task Heartbeats_are_journaled_at_most_once_a_minute_unless_they_say_something_new()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IAgentGrain agent = cluster.Agent("a1");
        await agent.Register(new() { Name = "alpha" });
        Committed<AgentView> first = await agent.Heartbeat(new());
        for (int i = 0; i < 5; i++)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(10));
            Committed<AgentView> same = await agent.Heartbeat(new());
            Assert.Equal(first.Position, same.Position);
            Assert.Equal(cluster.Time.GetUtcNow(), same.Value.LastHeartbeat);
        }

        Committed<AgentView> busy = await agent.Heartbeat(new() { Status = AgentStatus.Busy, CurrentTask = "t" });
        Assert.True(busy.Position > first.Position);
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        Committed<AgentView> later = await agent.Heartbeat(new());
        Assert.True(later.Position > busy.Position);
        Committed<AgentView> measured = await agent.Heartbeat(new() { Metrics = new Dictionary<string, double> { ["cpu"] = 0.5 } });
        Assert.True(measured.Position > later.Position);
        Assert.Equal(0.5, measured.Value.Metrics!["cpu"]);
    }

#if !ORLEANS // Grain timers and reminders are the silo's, whose time no test moves on real Orleans.
    [Fact]
    public async Task Agent_without_heartbeat_for_five_minutes_goes_offline_and_a_heartbeat_brings_it_back()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IAgentGrain agent = cluster.Agent("a1");
        await agent.Register(new() { Name = "alpha" });
        await agent.Heartbeat(new() { Status = AgentStatus.Busy });
        cluster.Time.Advance(TimeSpan.FromMinutes(4));
        await agent.Heartbeat(new());
        cluster.Time.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Equal(AgentStatus.Busy, (await agent.Get()).Status);

        cluster.Time.Advance(TimeSpan.FromMinutes(0.2));
        AgentView gone = await Eventually.TrueAsync(agent.Get, view => view.Status == AgentStatus.Offline);
        Assert.Equal(AgentLiveness.Offline, gone.Liveness);
        Assert.Contains(
            await cluster.ReadAllAsync("agent/a1"),
            row => row.Type.Contains("agent-went-offline", StringComparison.Ordinal));

        Assert.Equal(AgentStatus.Active, (await agent.Heartbeat(new())).Value.Status);
        cluster.Time.Advance(TimeSpan.FromMinutes(5.1));
        await Eventually.TrueAsync(agent.Get, view => view.Status == AgentStatus.Offline);
    }

    [Fact]
    public async Task Agent_that_died_with_the_host_goes_offline_after_the_restart()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        await first.Agent("a1").Register(new() { Name = "alpha" });
        await first.Agent("a1").Heartbeat(new());
        await using OrchestratorCluster second = await first.RestartAsync();

        // Nobody calls the agent's grain: its reminder alone must wake it. The five minutes begin when it did.
        await Eventually.TrueAsync(
            () =>
            {
                second.Time.Advance(TimeSpan.FromMinutes(1));
                return second.ReadAllAsync("agent/a1");
            },
            rows => rows.Any(row => row.Type.Contains("agent-went-offline", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Death_is_noticed_in_time_also_when_the_clock_was_set_back_since_the_last_heartbeat()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        await first.Agent("a1").Register(new() { Name = "alpha" });
        await first.Agent("a1").Heartbeat(new());
        await using OrchestratorCluster second = await first.RestartAtAsync(first.Time.GetUtcNow() - TimeSpan.FromHours(2));
        IAgentGrain agent = second.Agent("a1");
        Assert.Equal(AgentStatus.Active, (await agent.Get()).Status);
        second.Time.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Equal(AgentStatus.Active, (await agent.Get()).Status);

        second.Time.Advance(TimeSpan.FromMinutes(0.2));
        await Eventually.TrueAsync(agent.Get, view => view.Status == AgentStatus.Offline);
    }

    [Fact]
    public async Task Death_is_noticed_in_time_also_when_the_clock_is_set_back_while_the_agent_is_watched()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IAgentGrain agent = cluster.Agent("a1");
        await agent.Register(new() { Name = "alpha" });
        await agent.Heartbeat(new());
        cluster.Time.SetBack(TimeSpan.FromHours(2));
        cluster.Time.Advance(TimeSpan.FromMinutes(5.1)); // from now on it counts

        cluster.Time.Advance(TimeSpan.FromMinutes(5.1));
        await Eventually.TrueAsync(
            () =>
            {
                cluster.Time.Advance(TimeSpan.FromSeconds(1));
                return agent.Get();
            },
            view => view.Status == AgentStatus.Offline);
    }

#endif

    [Fact]
    public async Task Heartbeat_is_journaled_when_the_last_one_is_later_than_now()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        await first.Agent("a1").Register(new() { Name = "alpha" });
        await first.Agent("a1").Heartbeat(new());
        await using OrchestratorCluster second = await first.RestartAtAsync(first.Time.GetUtcNow() - TimeSpan.FromHours(2));

        AgentView beat = (await second.Agent("a1").Heartbeat(new())).Value;

        Assert.Equal(second.Time.GetUtcNow(), beat.LastHeartbeat);
        Assert.Equal(second.Time.GetUtcNow(), (await second.ReadAllAsync("agent/a1"))[^1].At);
    }

    [Fact]
    public async Task Agent_registers_again_as_its_next_incarnation()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IAgentGrain agent = cluster.Agent("a1");
        AgentView first = (await agent.Register(new() { Name = "alpha" })).Value;
        await agent.Heartbeat(new());
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        AgentView second = (await agent.Register(new() { Name = "alpha" })).Value;

        Assert.Equal(2, second.Epoch);
        Assert.Equal(AgentStatus.Inactive, second.Status);
        Assert.Equal(first.CreatedAt, second.CreatedAt);
        Assert.NotEqual(first.RegisteredAt, second.RegisteredAt);
    }

    [Fact]
    public async Task Illegal_status_is_refused_with_the_current_one_named()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IAgentGrain agent = cluster.Agent("a1");
        await Assert.ThrowsAsync<NotFoundException>(() => agent.Heartbeat(new()));
        await agent.Register(new() { Name = "alpha" });
        await agent.Update(new() { Status = AgentStatus.Busy });

        ConflictException conflict = await Assert.ThrowsAsync<ConflictException>(() => agent.Update(new() { Status = AgentStatus.Inactive }));
        Assert.Contains("busy", conflict.Message, StringComparison.Ordinal);
        ValidationException invalid = await Assert.ThrowsAsync<ValidationException>(() => agent.Heartbeat(new() { Status = AgentStatus.Offline }));
        Assert.Equal("status", invalid.Field);
    }
}
