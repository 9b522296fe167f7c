using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Files;

/// <summary>What the life and the end of agents and sessions do to their files.</summary>
public sealed class HolderEndTests
{
    [Fact]
    public async Task Heartbeats_renew_what_an_agent_holds()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        long epoch = (await cluster.RegisterAsync("a")).Epoch;
        FileLeaseView lease = await cluster.ReserveAsync("a", "x", c => c with { Epoch = epoch, TtlSeconds = 120 });
        for (int minute = 0; minute < 10; minute++)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(65));
            await cluster.Agent("a").Heartbeat(new() { Epoch = epoch });
        }

        Assert.Equal(FileLeaseStatus.Active, await cluster.StatusAsync(lease));
        Assert.True((await cluster.ReadAllAsync($"project-files/{ProjectFiles.Project.Key}")).Count < 20);
    }

    [Fact]
    public async Task A_new_incarnation_frees_what_the_old_one_held_and_the_old_one_is_refused()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        long first = (await cluster.RegisterAsync("a")).Epoch;
        FileLeaseView old = await cluster.ReserveAsync("a", "x", c => c with { Epoch = first });

        long second = (await cluster.RegisterAsync("a")).Epoch;

        Assert.Equal(FileLeaseStatus.Released, await cluster.StatusAsync(old));
        FileLeaseView lease = await cluster.ReserveAsync("a", "x", c => c with { Epoch = second });
        Assert.Equal("stale-incarnation", (await Assert.ThrowsAsync<ConflictException>(
            () => cluster.ReserveAsync("a", "y", c => c with { Epoch = first }))).Code);
        Assert.Equal("stale-incarnation", (await Assert.ThrowsAsync<ConflictException>(
            () => cluster.Files().Renew(lease.Id, new() { AgentId = lease.AgentId, Epoch = first }))).Code);
        Assert.Equal("stale-incarnation", (await Assert.ThrowsAsync<ConflictException>(
            () => cluster.Files().Release(lease.Id, new() { AgentId = lease.AgentId, Epoch = first }))).Code);
    }

    [Fact]
    public async Task An_agent_that_goes_offline_frees_its_files()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("a");
        await cluster.Agent("a").Heartbeat(new());
        FileLeaseView lease = await cluster.ReserveAsync("a", "x");
        await cluster.Agent("a").Update(new() { Status = AgentStatus.Offline });

        FileLeaseView freed = await cluster.Files().Get(lease.Id);

        Assert.Equal((FileLeaseStatus.Released, "its agent went offline"), (freed.Status, freed.EndReason));
        await cluster.ReserveAsync("b", "x");
    }

#if !ORLEANS // Grain timers are the silo's, whose time no test moves on real Orleans.
    [Fact]
    public async Task An_agent_whose_heartbeats_stop_frees_its_files_also_after_a_kill()
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("a");
        await cluster.Agent("a").Heartbeat(new());
        FileLeaseView lease = await cluster.ReserveAsync("a", "x", c => c with { TtlSeconds = 86_400 });
        cluster = await cluster.KillAndRestartAsync();
        await using var _ = cluster;
        await cluster.Agent("a").Get(); // wakes it, as its reminder does

        cluster.Time.Advance(TimeSpan.FromMinutes(6));

        await Eventually.TrueAsync(() => cluster.StatusAsync(lease), status => status == FileLeaseStatus.Released);
    }
#endif

    [Fact]
    public async Task The_end_of_a_session_frees_its_files_in_all_projects()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        SessionId session = SessionId.Parse("s");
        FileLeaseView one = await cluster.ReserveAsync("a", "x", c => c with { SessionId = session });
        FileLeaseView two = await cluster.ReserveAsync("b", "y", c => c with { SessionId = SessionId.Parse("t") });
        ProjectPath other = ProjectPath.Parse("/srv/other");
        IProjectFilesGrain files = cluster.Cluster.GrainFactory.GetGrain<IProjectFilesGrain>(other.Key);
        FileLeaseView three = (await files.Reserve(
            new() { Project = other, AgentId = AgentId.Parse("c"), Patterns = ["z"], SessionId = session })).Value;

        await cluster.Cluster.GrainFactory.GetGrain<ISessionFilesGrain>("s").Release("its session was terminated");
        await cluster.Cluster.GrainFactory.GetGrain<ISessionFilesGrain>("none").Release("it has none");

        Assert.Equal(FileLeaseStatus.Released, await cluster.StatusAsync(one));
        Assert.Equal(FileLeaseStatus.Active, await cluster.StatusAsync(two));
        Assert.Equal("its session was terminated", (await files.Get(three.Id)).EndReason);
    }
}
