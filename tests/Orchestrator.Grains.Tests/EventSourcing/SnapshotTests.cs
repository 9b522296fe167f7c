using System.Text.Json;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Grains.Sessions;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.EventSourcing;

/// <summary>Snapshots whose stored version the grain does not know.</summary>
public sealed class SnapshotTests
{
    private const string State = "Snapshot";

    [Fact]
    public async Task Snapshot_that_cannot_be_read_is_replaced_by_the_next_one()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        await first.Storage.WriteStateAsync(
            State, first.Session("s").GetGrainId(), new GrainState<JsonElement>(JsonSerializer.SerializeToElement("not one")));
        int before = first.Storage.Writes;
        await CreateAsync(first, updates: 250);

        await using OrchestratorCluster second = await first.RestartAsync();

        Assert.InRange(first.Storage.Writes - before, 1, 3);
        Assert.Equal(251, await SequenceAsync(second));
    }

    [Fact]
    public async Task Snapshot_whose_answer_was_lost_is_not_tried_again_with_each_commit_and_is_followed_by_the_next_one()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        first.Storage.LoseNextAnswer();
        await CreateAsync(first, updates: 390);
        Assert.Equal(1, first.Storage.Writes);

        await using OrchestratorCluster second = await first.RestartAsync();

        Assert.Equal(391, await SequenceAsync(second));
    }

    private static async Task CreateAsync(OrchestratorCluster cluster, int updates)
    {
        await cluster.Session("s").Create(new() { Name = "before" });
        for (int i = 0; i < updates; i++) await cluster.Session("s").Update(new() { Name = $"n{i}" });
    }

    private static async Task<long> SequenceAsync(OrchestratorCluster cluster)
    {
        var read = new GrainState<Snapshot<SessionState>>();
        await cluster.Storage.ReadStateAsync(State, cluster.Session("s").GetGrainId(), read);
        return read.State!.Sequence;
    }
}
