using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Files;

/// <summary>The files of one project, as the tests use them.</summary>
internal static class ProjectFiles
{
    public static ProjectPath Project { get; } = ProjectPath.Parse("/srv/app");

    public static IProjectFilesGrain Files(this OrchestratorCluster cluster) =>
        cluster.Cluster.GrainFactory.GetGrain<IProjectFilesGrain>(Project.Key);

    public static async Task<FileLeaseView> ReserveAsync(
        this OrchestratorCluster cluster, string agent, string pattern, Func<ReserveFiles, ReserveFiles>? with = null)
    {
        var command = new ReserveFiles { Project = Project, AgentId = AgentId.Parse(agent), Patterns = [pattern] };
        return (await cluster.Files().Reserve(with?.Invoke(command) ?? command)).Value;
    }

    public static async Task<FileLeaseStatus> StatusAsync(this OrchestratorCluster cluster, FileLeaseView lease) =>
        (await cluster.Files().Get(lease.Id)).Status;

    public static Task<IReadOnlyList<FileConflict>> CheckAsync(this OrchestratorCluster cluster, string? agent, params string[] paths) =>
        cluster.Files().Check(new() { Project = Project, AgentId = agent is null ? null : AgentId.Parse(agent), Paths = paths });
}
