using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Tests.Agents;

public sealed class StallTests
{
    private static async Task<IAgentGrain> BeatingAsync(OrchestratorCluster cluster)
    {
        IAgentGrain agent = cluster.Agent("a1");
        await agent.Register(new() { Name = "alpha" });
        await agent.Heartbeat(new());
        return agent;
    }

    private static AgentStall Stall(OrchestratorCluster cluster, long epoch = 1) => new()
    {
        AgentId = AgentId.Parse("a1"),
        Epoch = epoch,
        Since = cluster.Time.GetUtcNow(),
        LastHeartbeat = cluster.Time.GetUtcNow(),
        Holds = ["message/msg_1"],
        HoldsCount = 1,
    };

    private static async Task<int> CountAsync(OrchestratorCluster cluster, string type) =>
        (await cluster.ReadAllAsync("agent/a1")).Count(row => row.Type.Contains(type, StringComparison.Ordinal));

    [Fact]
    public async Task A_stall_is_one_event_with_its_evidence_however_often_it_is_told_and_through_a_restart()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        IAgentGrain agent = await BeatingAsync(first);
        AgentStall stall = Stall(first);
        await Task.WhenAll(agent.MarkStalled(stall), agent.MarkStalled(stall));
        await agent.MarkStalled(stall with { Since = stall.Since.AddMinutes(1) });

        Assert.Equal(stall.Since, (await agent.Get()).StalledSince);
        JournalEntry row = (await first.ReadAllAsync("agent/a1")).Single(row => row.Type == "agent-stalled");
        Assert.Contains("message/msg_1", row.Payload.ToString(), StringComparison.Ordinal);
        await using OrchestratorCluster second = await first.RestartAsync();
        await second.Agent("a1").MarkStalled(stall);
        Assert.Equal(1, await CountAsync(second, "agent-stalled"));
        Assert.Equal(stall.Since, (await second.Agent("a1").Get()).StalledSince);
    }

    [Fact]
    public async Task An_agent_that_resumed_may_stall_again()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IAgentGrain agent = await BeatingAsync(cluster);
        await agent.MarkResumed(1);
        Assert.Equal(0, await CountAsync(cluster, "agent-resumed"));
        await agent.MarkStalled(Stall(cluster));
        await agent.MarkResumed(1);
        await agent.MarkResumed(1);

        Assert.Null((await agent.Get()).StalledSince);
        Assert.Equal(1, await CountAsync(cluster, "agent-resumed"));
        await agent.MarkStalled(Stall(cluster));
        Assert.Equal(2, await CountAsync(cluster, "agent-stalled"));
    }

    [Fact]
    public async Task Going_offline_ends_the_stall()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IAgentGrain agent = await BeatingAsync(cluster);
        await agent.MarkStalled(Stall(cluster));
        await agent.Update(new() { Status = AgentStatus.Offline });

        Assert.Null((await agent.Get()).StalledSince);
        await agent.MarkStalled(Stall(cluster)); // found before it went
        Assert.Equal(1, await CountAsync(cluster, "agent-stalled"));
    }

    [Fact]
    public async Task Registering_anew_ends_the_stall_and_evidence_of_the_incarnation_before_is_of_no_use()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        IAgentGrain agent = await BeatingAsync(cluster);
        await agent.MarkStalled(Stall(cluster));
        await BeatingAsync(cluster);

        Assert.Null((await agent.Get()).StalledSince);
        await agent.MarkStalled(Stall(cluster, epoch: 1));
        Assert.Equal(1, await CountAsync(cluster, "agent-stalled"));
        await agent.MarkStalled(Stall(cluster, epoch: 2));
        await agent.MarkResumed(1);
        Assert.NotNull((await agent.Get()).StalledSince);
    }

    [Fact]
    public async Task An_agent_that_never_registered_has_no_stall()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();

        await Assert.ThrowsAsync<NotFoundException>(() => cluster.Agent("a1").MarkStalled(Stall(cluster)));
    }
}
