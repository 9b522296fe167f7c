// A client of an Orleans cluster can do none of this from outside: its calls are refused once there is a token.
#if !ORLEANS
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Access;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Access;

/// <summary>Processes that share a journal know of each other's tokens.</summary>
public sealed class AccessFollowerTests
{
    private static readonly TokenVerifier Verifier = TokenVerifier.Of(TokenText.NewSecret());

    [Fact]
    public async Task First_token_closes_the_other_processes_too()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        cluster.Journal.IsShared = true;
        await using Process other = await Process.StartAsync(cluster);
        Assert.True(other.Access.IsOpen);

        await cluster.Token("t").Create(Command());

        await other.KnowsAsync(access => !access.IsOpen);
        Assert.True(other.Access.Closed.IsCancellationRequested);
    }

    [Fact]
    public async Task Revoked_token_is_cut_off_in_all_processes_and_in_those_that_start_later()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        cluster.Journal.IsShared = true;
        string[] ids = [.. Enumerable.Range(0, 10).Select(i => $"t{i}")];
        foreach (string id in ids) await cluster.Token(id).Create(Command());
        await using Process other = await Process.StartAsync(cluster);
        CancellationToken stream = other.Access.WhenRevoked(TokenId.Parse("t3"));

        await Task.WhenAll(ids[..^1].Select(id => cluster.Token(id).Revoke(new()))); // at the same moment, each behind the others

        await other.KnowsAsync(access => ids[..^1].All(id => access.IsRevoked(TokenId.Parse(id))));
        Assert.True(stream.IsCancellationRequested);
        Assert.False(other.Access.IsRevoked(TokenId.Parse("t9")));
        await using Process later = await Process.StartAsync(cluster);
        await later.KnowsAsync(access => access.IsRevoked(TokenId.Parse("t8")));
    }

    [Fact]
    public async Task Process_that_does_not_know_of_the_first_token_yet_can_make_another()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync(silos: 2);
        cluster.Journal.IsShared = true;

        // The clock stands: no silo looks. Some of these are on the one, some on the other.
        for (int i = 0; i < 12; i++) await cluster.Token($"t{i}").Create(Command());

        Assert.Single(await cluster.ReadAllAsync(AccessClosed.Grain));
    }

    [Fact]
    public async Task Journal_that_is_not_shared_is_not_looked_at_and_gets_no_rows_of_revocations()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await using Process other = await Process.StartAsync(cluster);
        await cluster.Token("t").Create(Command());
        await cluster.Token("t").Revoke(new());

        await (other.Follower.ExecuteTask ?? Task.CompletedTask);
        Assert.Single(await cluster.ReadAllAsync(AccessClosed.Grain));
    }

    private static CreateToken Command() => new() { Name = "t", Role = AccessRole.Operator, Verifier = Verifier };

    /// <summary>What another process knows of access.</summary>
    private sealed class Process(OrchestratorCluster cluster) : IAsyncDisposable
    {
        public AccessState Access { get; } = new(cluster.Time);

        public AccessFollower Follower { get; private set; } = null!;

        public static async Task<Process> StartAsync(OrchestratorCluster cluster)
        {
            var process = new Process(cluster);
            process.Follower = new(cluster.Journal, process.Access, cluster.Time, NullLogger<AccessFollower>.Instance);
            await process.Follower.StartAsync(CancellationToken.None);
            return process;
        }

        public async Task KnowsAsync(Func<AccessState, bool> condition) => await Eventually.TrueAsync(
            () =>
            {
                cluster.Time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(Access);
            },
            condition);

        public async ValueTask DisposeAsync()
        {
            await Follower.StopAsync(CancellationToken.None);
            Follower.Dispose();
            Access.Dispose();
        }
    }
}
#endif
