using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Files;
using Orchestrator.Grains.Serialization;

namespace Orchestrator.Grains.Tests.Files;

/// <summary>What holds of a project's files after any history.</summary>
public sealed class ProjectFilesStateTests
{
    private static readonly AgentId[] Agents = [AgentId.Parse("a"), AgentId.Parse("b"), AgentId.Parse("c")];
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Indexes_agree_with_the_leases_and_a_snapshot_is_the_state() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new System.Random(seed);
            ProjectFilesState state = new();
            for (int step = 0; step < 100; step++)
            {
                state = state.Apply(RandomEvent(state, random, Start.AddSeconds(step)), step + 1);
                if (step % 20 == 0) state = Reread(state);
                CheckInvariants(state);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Only_the_last_ended_leases_are_kept_and_all_active_ones()
    {
        ProjectFilesState state = new ProjectFilesState().Apply(Reserved("kept", Agents[0], Start), 1);
        for (int n = 0; n < ProjectFilesState.MaxEnded + 10; n++)
        {
            state = state.Apply(Reserved($"l{n}", Agents[1], Start), 2);
            state = state.Apply(new FileLeaseReleased { At = Start, LeaseId = FileLeaseId.Parse($"l{n}") }, 3);
        }

        state = Reread(state);
        Assert.Null(state.Find(FileLeaseId.Parse("l9")));
        Assert.Equal(FileLeaseStatus.Released, state.Find(FileLeaseId.Parse("l10"))!.Status);
        Assert.True(state.Find(FileLeaseId.Parse("kept"))!.IsActive);
        Assert.Equal(ProjectFilesState.MaxEnded + 1, state.Weight);
        state = state.Apply(Reserved("more", Agents[1], Start), 4).Apply(new FileLeaseExpired { At = Start, LeaseId = FileLeaseId.Parse("more") }, 5);
        Assert.Null(state.Find(FileLeaseId.Parse("l10")));
    }

    private static void CheckInvariants(ProjectFilesState state)
    {
        FileLease[] active = [.. state.Leases.Where(lease => lease.IsActive).OrderBy(lease => lease.Number)];
        Assert.Equal(active.Select(lease => lease.Number), state.Active.Select(lease => lease.Number));
        Assert.Equal(active.Length, state.ActiveCount);
        Assert.Equal(active.Select(lease => lease.Content.LeaseId).ToHashSet(), state.Overdue(DateTimeOffset.MaxValue).ToHashSet());
        Assert.Equal(active.Length == 0 ? null : active.Min(lease => lease.Until), state.NextExpiry);
        foreach (AgentId agent in Agents)
            Assert.Equal(active.Where(lease => lease.Content.AgentId == agent).Select(lease => lease.Number), state.HeldBy(agent, 9).Select(lease => lease.Number));
    }

    private static FileLeaseEvent RandomEvent(ProjectFilesState state, System.Random random, DateTimeOffset at)
    {
        FileLease[] all = [.. state.Leases];
        if (all.Length == 0 || random.Next(3) == 0) return Reserved($"l{state.Count + 1}", Agents[random.Next(Agents.Length)], at);
        FileLeaseId id = all[random.Next(all.Length)].Content.LeaseId;
        return random.Next(4) switch
        {
            0 => new FileLeaseRenewed { At = at, LeaseId = id, Until = at.AddSeconds(random.Next(1, 100)) },
            1 => new FileLeaseReleased { At = at, LeaseId = id, By = Agents[0], Reason = "done" },
            2 => new FileLeaseExpired { At = at, LeaseId = id },
            _ => new FileLeaseForced { At = at, LeaseId = id, By = "boss", Reason = "now" },
        };
    }

    private static FilesReserved Reserved(string id, AgentId agent, DateTimeOffset at) => new()
    {
        At = at,
        LeaseId = FileLeaseId.Parse(id),
        Project = ProjectPath.Parse("/p"),
        AgentId = agent,
        Epoch = 1,
        Mode = FileLeaseMode.Exclusive,
        Patterns = ["src/**"],
        Until = at.AddSeconds(60),
    };

    private static ProjectFilesState Reread(ProjectFilesState state) =>
        System.Text.Json.JsonSerializer.Deserialize<ProjectFilesState>(
            System.Text.Json.JsonSerializer.Serialize(state, GrainStateJson.Options), GrainStateJson.Options)!;
}
