using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Tasks;

/// <summary>An incarnation that ends while its claim is decided.</summary>
public sealed class OverIncarnationTests
{
    private static readonly AgentId A = AgentId.Parse("a");
    private static readonly TaskId T = TaskId.Parse("t");

    [Fact]
    public async Task Incarnation_that_ends_while_budgets_are_asked_gets_no_task()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain board = cluster.Cluster.GrainFactory.GetGrain<ITaskBoardGrain>("app");
        await cluster.RegisterAsync("a");
        await board.Create(new() { Id = T, Title = "t", Board = TaskBoardId.Parse("app") });
        GatedJournal.Gate gate = cluster.Journal.HoldRead("budget/agent:a");
        Task<Committed<TaskView?>> claiming = board.ClaimNext(new() { AgentId = A, Epoch = 1 });
        await gate.Arrived;
        await cluster.RegisterAsync("a");
        gate.Open();

        ConflictException error = await Assert.ThrowsAsync<ConflictException>(() => claiming);

        Assert.Equal("stale-incarnation", error.Code);
        Assert.Equal(TaskItemStatus.Pending, (await board.Get(T)).Status);
        Assert.Equal(T, (await board.ClaimNext(new() { AgentId = A, Epoch = 2 })).Value!.Id);
    }

    [Fact]
    public async Task Heartbeats_of_an_incarnation_renew_its_own_leases_only()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain board = cluster.Cluster.GrainFactory.GetGrain<ITaskBoardGrain>("app");
        await board.Create(new() { Id = T, Title = "t", Board = TaskBoardId.Parse("app") });
        TaskView claimed = (await board.Claim(T, new() { AgentId = A, Epoch = 1, LeaseSeconds = 60 })).Value;
        cluster.Time.Advance(TimeSpan.FromSeconds(40));

        await board.RenewAgent(A, 2);
        Assert.Equal(claimed.LeaseExpiresAt, (await board.Get(T)).LeaseExpiresAt);
        await board.RenewAgent(A, 1);

        Assert.True((await board.Get(T)).LeaseExpiresAt > claimed.LeaseExpiresAt);
    }
}
