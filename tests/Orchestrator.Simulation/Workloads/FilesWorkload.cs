using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Simulation.Cluster;

namespace Orchestrator.Simulation.Workloads;

/// <summary>Agents reserve files for themselves, renew, release and forget. No two ever have a file at the same time.</summary>
internal sealed class FilesWorkload : Workload
{
    private static readonly string[] Patterns = ["src/a.cs", "src/*.cs", "src/**", "docs/x.md"];
    private static readonly ProjectPath Project = ProjectPath.Parse("/project");

    private readonly Beliefs _beliefs;

    public FilesWorkload(World world)
        : base(world) => _beliefs = new(world, static (one, other) => one[0] == other[0]); // of two in one folder, one is always a part of the other

    protected override Task ActAsync() =>
        Task.WhenAll(Enumerable.Range(0, 2 + Decisions.Next(3)).Select(n => World.Start(() => WorkAsync($"a{n}"))).ToArray());

    // All that was left runs out by itself.
    protected override async Task CheckAsync()
    {
        await World.WaitAsync(TimeSpan.FromMinutes(2));
        IReadOnlyList<FileConflict> held = await UntilAnsweredAsync(() =>
            Grain<IProjectFilesGrain>(Project.Key).Check(new() { Project = Project, Paths = ["src/a.cs", "docs/x.md"] }));
        Must(held.Count == 0, $"{held.Count} leases hold files in the end");
    }

    private async Task WorkAsync(string name)
    {
        AgentId id = AgentId.Parse(name);
        for (int round = 2 + Decisions.Next(3); round > 0; round--)
        {
            string pattern = Patterns[Decisions.Next(Patterns.Length)];
            var reserve = new ReserveFiles { Project = Project, AgentId = id, Patterns = [pattern], TtlSeconds = Decisions.Of<int>([60, 2, 10]) };
            string key = $"{name}-{round}";
            try
            {
                FileLeaseView lease = (await UntilAnsweredAsync(() =>
                    KeyedAsync($"reserve-{key}", () => Grain<IProjectFilesGrain>(Project.Key).Reserve(reserve)))).Value;
                World.Trace.Note($"{name} has {pattern} until {lease.ExpiresAt:HH:mm:ss.fff}");
                _beliefs.Begin(name, pattern, lease.ExpiresAt);
                await FinishAsync(name, key, pattern, lease.Id);
            }
            catch (ConflictException error)
            {
                World.Trace.Note($"{name} does not get {pattern}: {error.Code}");
            }

            await PauseAsync();
        }
    }

    private async Task FinishAsync(string name, string key, string pattern, FileLeaseId lease)
    {
        AgentId id = AgentId.Parse(name);
        await World.WaitUpToAsync(TimeSpan.FromSeconds(Decisions.Of<int>([0, 1, 8])));
        switch (Decisions.Next(4))
        {
            case 2:
                _beliefs.End(name, pattern); // it asks for less time than it had
                Committed<FileLeaseView> renewed = await UntilAnsweredAsync(() => KeyedAsync(
                    $"renew-{key}", () => Grain<IProjectFilesGrain>(Project.Key).Renew(lease, new() { AgentId = id, TtlSeconds = 20 })));
                World.Trace.Note($"{name} has {pattern} still, until {renewed.Value.ExpiresAt:HH:mm:ss.fff}");
                _beliefs.Begin(name, pattern, renewed.Value.ExpiresAt);
                break;
            case 3:
                break;
            default:
                _beliefs.End(name, pattern);
                await UntilAnsweredAsync(() =>
                    KeyedAsync($"release-{key}", () => Grain<IProjectFilesGrain>(Project.Key).Release(lease, new() { AgentId = id })));
                break;
        }
    }
}
