using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Transactions;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Grains.Transactions;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Tests.Transactions;

/// <summary>A grain that is held, and what it hears late, twice or not at all from the transaction's coordinator.</summary>
public sealed class HeldGrainTests
{
    private static readonly TransactionId X = TransactionId.Parse("x");
    private static readonly TransactionId Y = TransactionId.Parse("y");

#if !ORLEANS // Grain timers are the silo's, whose time no test moves on real Orleans.
    [Fact]
    public async Task Grain_that_asks_the_journal_while_it_is_told_does_not_end_the_next_transactions_hold()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ISessionGrain session = cluster.Session("s");
        await session.Create(new() { Name = "before" });
        (Task<Committed<SessionView>> first, PreparedCommit prepared) = await PrepareAsync(cluster, X, "x");
        IReadOnlyList<long> positions = await CommitAsync(cluster, X, prepared);
        GatedJournal.Gate read = cluster.Journal.HoldRead("session/s");
        cluster.Time.Advance(TimeSpan.FromSeconds(11));
        await read.Arrived; // it knows that x was committed, and asks where
        await session.Confirm(X, positions[0]);
        await first;
        await session.Hold(Y);
        Task<Committed<SessionView>> second = cluster.AsPartAsync("y/0", () => session.Update(new() { Name = "y" }));
        read.Open();
        await read.Passed;

        Assert.Single((await session.Prepare(Y, 1)).Rows);
        await session.Abort(Y);

        await Assert.ThrowsAsync<UnavailableException>(() => second);
        Assert.Equal("x", (await session.Get()).Name);
        Assert.Equal(2, (await cluster.ReadAllAsync("session/s")).Count);
    }

    [Fact]
    public async Task Grain_that_finds_its_transaction_committed_without_what_it_prepared_lets_go_of_that()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Session("s").Create(new() { Name = "before" });
        (Task<Committed<SessionView>> written, PreparedCommit prepared) = await PrepareAsync(cluster, X, "x");
        IReadOnlyList<long> positions = await CommitAsync(cluster, X, prepared);
        await cluster.Session("s").Confirm(X, positions[0]);
        await written;
        (Task<Committed<SessionView>> again, _) = await PrepareAsync(cluster, X, "again");

        cluster.Time.Advance(TimeSpan.FromSeconds(11));

        await Assert.ThrowsAsync<UnavailableException>(() => again);
        await Eventually.TrueAsync(async () => (await cluster.Session("s").Get()).Name, name => name == "x");
        await cluster.RunAsync("y", [new UpdateSessionCommand { SessionId = SessionId.Parse("s"), Body = new() { Name = "later" } }]);
        Assert.Equal("later", (await cluster.Session("s").Get()).Name);
    }
#endif

    [Fact]
    public async Task Late_word_of_a_commit_that_the_grain_has_does_not_confirm_what_it_prepared_since()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        ISessionGrain session = first.Session("s");
        await session.Create(new() { Name = "before" });
        (Task<Committed<SessionView>> written, PreparedCommit prepared) = await PrepareAsync(first, X, "x");
        IReadOnlyList<long> positions = await CommitAsync(first, X, prepared);
        await session.Confirm(X, positions[0]);
        await written;

        // Another activation of the coordinator carries the same transaction out again, until it finds it in the journal.
        (Task<Committed<SessionView>> again, _) = await PrepareAsync(first, X, "again");
        await session.Confirm(X, positions[0]);
        await session.Abort(X);
        await Assert.ThrowsAsync<UnavailableException>(() => again);
        Assert.Equal("x", (await session.Get()).Name);
        await session.Update(new() { Name = "later" });

        OrchestratorCluster second = await first.KillAndRestartAsync();
        await using (second)
        {
            Assert.Equal("later", (await second.Session("s").Get()).Name);
            await second.Session("s").Update(new() { Name = "last" });
            Assert.Equal([1L, 2, 3, 4], (await second.ReadAllAsync("session/s")).Select(row => row.Sequence));
        }
    }

    [Fact]
    public async Task Grain_that_lacks_a_row_reads_it_when_a_transaction_meets_it()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Session("s").Create(new() { Name = "before" });
        await cluster.Session("s").Update(new() { Name = "mine" });
        JournalEntry row = (await cluster.ReadAllAsync("session/s"))[1];
        await cluster.Journal.AppendAsync(
            new JournalAppend(row.Grain, 3, 1, row.Type, row.Payload, row.Metadata, row.At), CancellationToken.None); // another process's
        TransactionCommand[] commands =
        [
            new UpdateSessionCommand { SessionId = SessionId.Parse("s"), Body = new() { Name = "after" } },
            new CreateSessionCommand { Body = new() { Id = SessionId.Parse("s2") } },
        ];

        await Assert.ThrowsAsync<UnavailableException>(() => cluster.RunAsync("x", commands));
        await cluster.RunAsync("x", commands);

        Assert.Equal("after", (await cluster.Session("s").Get()).Name);
        Assert.Equal([1L, 2, 3, 4], (await cluster.ReadAllAsync("session/s")).Select(one => one.Sequence));
    }

    [Fact]
    public async Task Grain_whose_rows_have_a_gap_is_not_read_as_if_they_had_none()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        await first.Session("s").Create(new() { Name = "before" });
        await first.Session("s").Update(new() { Name = "after" });
        JournalEntry row = (await first.ReadAllAsync("session/s"))[1];
        await first.Journal.AppendAsync(
            new JournalAppend(row.Grain, 4, 1, row.Type, row.Payload, row.Metadata, row.At), CancellationToken.None);

        OrchestratorCluster second = await first.KillAndRestartAsync();
        await using (second)
        {
            Exception error = await Assert.ThrowsAnyAsync<Exception>(second.Session("s").Get);
            Assert.Contains("session/s", error.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<(Task<Committed<SessionView>> Command, PreparedCommit Prepared)> PrepareAsync(
        OrchestratorCluster cluster, TransactionId id, string name)
    {
        await cluster.Session("s").Hold(id);
        Task<Committed<SessionView>> command = cluster.AsPartAsync($"{id}/0", () => cluster.Session("s").Update(new() { Name = name }));
        return (command, await cluster.Session("s").Prepare(id, 1));
    }

    private static async Task<IReadOnlyList<long>> CommitAsync(OrchestratorCluster cluster, TransactionId id, PreparedCommit prepared) =>
        await cluster.Journal.AppendAsync(
            TransactionRow.All(id, new(TransactionOutcome.Committed, cluster.Time.GetUtcNow(), "digest", []), prepared.Rows),
            CancellationToken.None);
}
