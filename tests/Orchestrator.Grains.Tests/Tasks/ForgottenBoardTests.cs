using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Tasks;

/// <summary>Boards that an agent worked on long ago are not called with each of its heartbeats.</summary>
public sealed class ForgottenBoardTests
{
    private static readonly AgentId A = AgentId.Parse("a");

    [Fact]
    public async Task Board_that_holds_nothing_for_an_agent_says_so_and_asks_before_the_next_claim()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("a");
        ITaskBoardGrain board = cluster.Cluster.GrainFactory.GetGrain<ITaskBoardGrain>("app");
        TaskId first = TaskId.Parse("t1"), second = TaskId.Parse("t2");
        await board.Create(new() { Id = first, Title = "t", Board = TaskBoardId.Parse("app") });
        await board.Create(new() { Id = second, Title = "t", Board = TaskBoardId.Parse("app") });
        await board.Claim(first, new() { AgentId = A, LeaseSeconds = 600 });
        Assert.True(await board.RenewAgent(A, 1));
        await board.Complete(first, new() { AgentId = A });
        Assert.False(await board.RenewAgent(A, 1));

        // Several heartbeats long: the agent leaves the board alone.
        for (int minute = 0; minute < 4; minute++)
        {
            await cluster.Agent("a").Heartbeat(new());
            cluster.Time.Advance(TimeSpan.FromMinutes(1));
        }

        TaskView claimed = (await board.Claim(second, new() { AgentId = A, LeaseSeconds = 60 })).Value;
        cluster.Time.Advance(TimeSpan.FromSeconds(40));
        await cluster.Agent("a").Heartbeat(new());
        Assert.True((await board.Get(second)).LeaseExpiresAt > claimed.LeaseExpiresAt);
    }
}
