using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Files;

/// <summary>Leases of files in a real journal.</summary>
public sealed class ProjectFilesTests
{
    [Fact]
    public async Task Overlapping_files_are_refused_and_the_holder_named()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        FileLeaseView held = await cluster.ReserveAsync("a", "src/**", c => c with { Reason = "refactoring the parser" });

        ConflictException refused = await Assert.ThrowsAsync<ConflictException>(() => cluster.ReserveAsync("b", "**/*.cs"));

        Assert.Equal("lease-conflict", refused.Code);
        Assert.All(
            (string[])["**/*.cs overlaps src/**", "which a holds (exclusive", held.Id.Value, "since 2026-01-31T12:00:00Z until 2026-01-31T13:00:00Z", "refactoring the parser"],
            part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
        Assert.Equal("src/**", Assert.Single((await cluster.ReserveAsync("a", "src/**")).Patterns)); // its own do not stand in its way
        await cluster.ReserveAsync("b", "docs/**");
    }

    [Fact]
    public async Task All_patterns_are_reserved_or_none()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.ReserveAsync("a", "src/b");

        await Assert.ThrowsAsync<ConflictException>(() => cluster.ReserveAsync("b", "docs", c => c with { Patterns = ["docs", "src"] }));

        await cluster.ReserveAsync("c", "docs");
    }

    [Fact]
    public async Task Shared_leases_go_together_and_keep_exclusive_ones_out()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.ReserveAsync("a", "src/**", c => c with { Mode = FileLeaseMode.Shared });
        await cluster.ReserveAsync("b", "src/x", c => c with { Mode = FileLeaseMode.Shared });

        await Assert.ThrowsAsync<ConflictException>(() => cluster.ReserveAsync("c", "src/x"));

        Assert.Empty(await cluster.CheckAsync("b", "src/x"));
        Assert.Equal(["a"], (await cluster.CheckAsync("b", "src/y")).Select(conflict => conflict.AgentId.Value)); // not shared by b
        Assert.Equal(["a", "b"], (await cluster.CheckAsync(null, "src/x")).Select(conflict => conflict.AgentId.Value));
    }

    [Fact]
    public async Task A_check_names_each_file_that_another_agent_holds()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.ReserveAsync("a", "src/{a,b}.cs", c => c with { Reason = "mine", TtlSeconds = 60 });

        IReadOnlyList<FileConflict> conflicts = await cluster.CheckAsync("b", "src/a.cs", "src/c.cs", "./src//b.cs");

        Assert.Equal(["src/a.cs", "./src//b.cs"], conflicts.Select(conflict => conflict.Path));
        Assert.All(conflicts, conflict => Assert.Equal(("a", "src/{a,b}.cs", "mine"), (conflict.AgentId.Value, conflict.Pattern, conflict.Reason)));
        Assert.Empty(await cluster.CheckAsync("a", "src/a.cs"));
        cluster.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Empty(await cluster.CheckAsync("b", "src/a.cs"));
    }

    [Fact]
    public async Task A_lease_that_is_not_renewed_expires_and_its_agent_learns_that_it_lost_it()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        FileLeaseView lease = await cluster.ReserveAsync("a", "x", c => c with { TtlSeconds = 60 });
        cluster.Time.Advance(TimeSpan.FromSeconds(50));
        await cluster.Files().Renew(lease.Id, new() { AgentId = AgentId.Parse("a") });
        cluster.Time.Advance(TimeSpan.FromSeconds(50));
        await Assert.ThrowsAsync<ConflictException>(() => cluster.ReserveAsync("b", "x"));
        cluster.Time.Advance(TimeSpan.FromSeconds(20));

        await cluster.ReserveAsync("b", "x");

        Assert.Equal(FileLeaseStatus.Expired, await cluster.StatusAsync(lease));
        Assert.Equal("lease-lost", (await Assert.ThrowsAsync<ConflictException>(
            () => cluster.Files().Renew(lease.Id, new() { AgentId = AgentId.Parse("a") }))).Code);
        await cluster.Files().Release(lease.Id, new() { AgentId = AgentId.Parse("a") }); // harmless
    }

#if !ORLEANS // Grain timers are the silo's, whose time no test moves on real Orleans.
    [Fact]
    public async Task The_clock_ends_a_lease_without_anybody_asking()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        FileLeaseView lease = await cluster.ReserveAsync("a", "x", c => c with { TtlSeconds = 60 });
        cluster.Time.Advance(TimeSpan.FromSeconds(61));
        await Eventually.TrueAsync(() => cluster.StatusAsync(lease), status => status == FileLeaseStatus.Expired);
    }
#endif

    [Fact]
    public async Task Only_its_agent_releases_a_lease_and_an_operator_forces_it_with_a_name_and_a_reason()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        FileLeaseView one = await cluster.ReserveAsync("a", "x"), two = await cluster.ReserveAsync("a", "y");
        Assert.Equal("lease-lost", (await Assert.ThrowsAsync<ConflictException>(
            () => cluster.Files().Release(one.Id, new() { AgentId = AgentId.Parse("b") }))).Code);
        Assert.Equal("reason", (await Assert.ThrowsAsync<ValidationException>(
            () => cluster.Files().ForceRelease(one.Id, new() { By = "boss", Reason = " " }))).Field);

        FileLeaseView released = (await cluster.Files().Release(one.Id, new() { AgentId = AgentId.Parse("a"), Reason = "done" })).Value;
        FileLeaseView forced = (await cluster.Files().ForceRelease(two.Id, new() { By = "boss", Reason = "release day" })).Value;

        Assert.Equal((FileLeaseStatus.Released, "a", "done"), (released.Status, released.EndedBy, released.EndReason));
        Assert.Equal((FileLeaseStatus.Forced, "boss", "release day"), (forced.Status, forced.EndedBy, forced.EndReason));
        await cluster.ReserveAsync("b", "**");
        Assert.Contains("forced by boss", (await Assert.ThrowsAsync<ConflictException>(
            () => cluster.Files().ForceRelease(two.Id, new() { By = "boss", Reason = "again" }))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotFoundException>(() => cluster.Files().Get(FileLeaseId.Parse("none")));
    }

    [Fact]
    public async Task A_lease_id_is_used_once_in_all_projects()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        FileLeaseId id = FileLeaseId.Parse("mine");
        await cluster.ReserveAsync("a", "x", c => c with { Id = id });
        ProjectPath other = ProjectPath.Parse("/srv/other");
        IProjectFilesGrain files = cluster.Cluster.GrainFactory.GetGrain<IProjectFilesGrain>(other.Key);

        await Assert.ThrowsAsync<ConflictException>(() => files.Reserve(new() { Id = id, Project = other, AgentId = AgentId.Parse("a"), Patterns = ["x"] }));

        Assert.Equal(ProjectFiles.Project, await cluster.Cluster.GrainFactory.GetGrain<IFileLeaseGrain>("mine").GetProject());
        await Assert.ThrowsAsync<NotFoundException>(() => cluster.Cluster.GrainFactory.GetGrain<IFileLeaseGrain>("none").GetProject());
        Assert.Equal("project", (await Assert.ThrowsAsync<ValidationException>(
            () => files.Reserve(new() { Project = ProjectFiles.Project, AgentId = AgentId.Parse("a"), Patterns = ["x"] }))).Field);
    }

    [Fact]
    public async Task Leases_survive_a_kill()
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        FileLeaseView lease = await cluster.ReserveAsync("a", "src/**");

        cluster = await cluster.KillAndRestartAsync();
        await using var _ = cluster;

        await Assert.ThrowsAsync<ConflictException>(() => cluster.ReserveAsync("b", "src/x"));
        Assert.Equivalent(lease, await cluster.Files().Get(lease.Id));
    }
}
