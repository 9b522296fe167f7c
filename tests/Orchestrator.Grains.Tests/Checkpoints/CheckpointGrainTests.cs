using System.Text;
using System.Text.Json;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Grains.Tests.Checkpoints;

public sealed class CheckpointGrainTests
{
    [Fact]
    public async Task Checkpoint_that_was_asked_for_too_early_is_there_once_it_is_taken_and_survives_a_restart()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        await Assert.ThrowsAsync<NotFoundException>(() => Grain(first, "c1").Get());
        Committed<SessionView> created = await first.Session("s1").Create(new() { Name = "n", Branch = "main" });
        CreateCheckpoint command = await CommandAsync(first, "c1", """{"a":1}""");

        Committed<CheckpointView> taken = await first.Session("s1").CreateCheckpoint(command);

        Assert.True(taken.Position > created.Position + 1, "the checkpoint's own row stands behind the session's");
        await AssertThereAsync(first);
        OrchestratorCluster second = await first.KillAndRestartAsync();
        await using (second) await AssertThereAsync(second);

        static async Task AssertThereAsync(OrchestratorCluster cluster)
        {
            SavedCheckpoint saved = await Grain(cluster, "c1").Verify();
            Assert.Equal(("s1", "main", 7), (saved.View.SessionId.Value, saved.Session.Branch, saved.View.Size));
            Assert.Single(await cluster.ReadAllAsync("checkpoint/c1"));
        }
    }

    [Fact]
    public async Task Id_is_used_once_in_all_sessions_also_when_both_ask_at_once()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        foreach (string id in new[] { "s1", "s2" }) await cluster.Session(id).Create(new());
        CreateCheckpoint command = await CommandAsync(cluster, "c1", "1");

        Task<Committed<CheckpointView>>[] both = [.. new[] { "s1", "s2" }.Select(id => cluster.Session(id).CreateCheckpoint(command))];
        int taken = 0;
        foreach (Task<Committed<CheckpointView>> one in both)
        {
            try
            {
                await one;
                taken++;
            }
            catch (ConflictException)
            {
                // the other was first
            }
        }

        Assert.Equal(1, taken);
        Assert.Equal(
            1,
            (await cluster.ReadAllAsync("session/s1")).Concat(await cluster.ReadAllAsync("session/s2")).Count(row => row.Type.Contains("checkpoint-taken", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Forks_are_sessions_of_their_own_and_a_session_that_ended_is_not_restored_into()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Session("s1").Create(new() { Name = "n", Capabilities = ["x"] });
        await cluster.Session("s1").CreateCheckpoint(await CommandAsync(cluster, "c1", "1"));
        await cluster.Session("s1").End(new());
        var restore = new RestoreCheckpoint { CheckpointId = CheckpointId.Parse("c1"), New = true };

        Committed<SessionView> one = await cluster.Session("f1").Restore(restore);
        Committed<SessionView> two = await cluster.Session("f2").Restore(restore with { Name = "m" });
        await cluster.Session("f1").Update(new() { Branch = "b" });

        Assert.Equal((("n", "c1", SessionStatus.Active)), (one.Value.Name, one.Value.RestoredFrom?.Value, one.Value.Status));
        Assert.Equal(["x"], two.Value.Capabilities);
        Assert.Null((await cluster.Session("f2").Get()).Branch);
        await Assert.ThrowsAsync<ConflictException>(() => cluster.Session("s1").Restore(restore with { New = false }));
        await Assert.ThrowsAsync<ConflictException>(() => cluster.Session("f1").Restore(restore));
        await cluster.Session("f2").Restore(restore with { New = false });
        Committed<CheckpointView> later = await cluster.Session("f2").CreateCheckpoint(await CommandAsync(cluster, "c2", "2"));
        Assert.Equal("c1", later.Value.RestoredFrom?.Value);
    }

    [Fact]
    public async Task What_can_not_be_read_back_restores_nothing()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Session("s1").Create(new());
        await cluster.Session("s1").CreateCheckpoint(await CommandAsync(cluster, "c1", "1"));
        string file = Directory.GetFiles(Path.Combine(cluster.Folder, "checkpoints"), "*", SearchOption.AllDirectories).Single();
        await File.WriteAllBytesAsync(file, [1, 2, 3]);

        ConflictException error = await Assert.ThrowsAsync<ConflictException>(
            () => cluster.Session("f1").Restore(new() { CheckpointId = CheckpointId.Parse("c1"), New = true }));

        Assert.Equal("checkpoint-corrupt", error.Code);
        await Assert.ThrowsAsync<NotFoundException>(() => cluster.Session("f1").Get());
        Assert.Empty(await cluster.ReadAllAsync("session/f1"));
    }

    [Fact]
    public async Task Time_is_over_by_the_clock_and_is_noted_once()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Session("s1").Create(new());
        await cluster.Session("s1").CreateCheckpoint(await CommandAsync(cluster, "c1", "1") with { RetentionDays = 1 });
        await Assert.ThrowsAsync<ValidationException>(async () => await cluster.Session("s1").CreateCheckpoint(
            await CommandAsync(cluster, "c2", "1") with { ExpiresAt = cluster.Time.GetUtcNow() }));
        await Grain(cluster, "c1").Expire();
        await Grain(cluster, "c1").Get();

        cluster.Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal("checkpoint-expired", (await Assert.ThrowsAsync<ConflictException>(() => Grain(cluster, "c1").Get())).Code);
        await Grain(cluster, "c1").Expire();
        await Grain(cluster, "c1").Expire();
        Assert.Equal(["checkpoint-created", "checkpoint-expired"], (await cluster.ReadAllAsync("checkpoint/c1")).Select(row => row.Type));
        ConflictException error = await Assert.ThrowsAsync<ConflictException>(
            () => cluster.Session("s1").Restore(new() { CheckpointId = CheckpointId.Parse("c1") }));
        Assert.Equal("checkpoint-expired", error.Code);
    }

    private static ICheckpointGrain Grain(OrchestratorCluster cluster, string id) => cluster.Cluster.GrainFactory.GetGrain<ICheckpointGrain>(id);

    private static async Task<CreateCheckpoint> CommandAsync(OrchestratorCluster cluster, string id, string snapshot)
    {
        await using ISnapshotWriter writer = cluster.Snapshots.Begin();
        await writer.WriteAsync(Encoding.UTF8.GetBytes(snapshot), CancellationToken.None);
        await writer.FinishAsync(CancellationToken.None);
        return new()
        {
            Id = CheckpointId.Parse(id),
            Name = "n",
            Blob = await writer.StoreAsync(CancellationToken.None),
            Snapshot = JsonElement.Parse(snapshot),
        };
    }
}
