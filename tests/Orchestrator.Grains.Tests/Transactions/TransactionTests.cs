using System.Text.Json;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Contracts.Transactions;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Grains.Transactions;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Tests.Transactions;

public sealed class TransactionTests
{
    private static readonly TaskId Task1 = TaskId.Parse("t1");

    [Fact]
    public async Task Commands_of_several_grains_become_true_together()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();

        Committed<TransactionView> done = await cluster.RunAsync("x", Everything());

        IReadOnlyList<JournalEntry> rows = await cluster.Journal.ReadAsync(0, 100, long.MaxValue, CancellationToken.None);
        JournalEntry own = Assert.Single(rows, row => row.Grain == "transaction/x");
        string[] together = [.. rows.Where(row => row.Position > own.Position - 10 && row.Position <= done.Position).Select(row => row.Grain)];
        Assert.Equal(
            ["agent/a", "agent/b", $"conversation/{ConversationId.Direct(AgentId.Parse("a"), AgentId.Parse("b"))}", "session/s", "department/d1", "department/d2", "checkpoint/chk", "task-board/s", "task/t1", "transaction/x"],
            together);
        Assert.Equal(["s", null, "d1", "d2", "chk", "a", "b", null, "t1", "t1"], done.Value.Results.Select(result => result?.TryGetProperty("id", out JsonElement id) == true && !id.GetString()!.Contains('_', StringComparison.Ordinal) ? id.GetString() : null));
        Assert.Equal(SessionStatus.Active, (await cluster.Session("s").Get()).Status);
        Assert.Equal(1, (await cluster.Session("s").Get()).EventCount);
        Assert.Equal("b", (await cluster.Cluster.GrainFactory.GetGrain<ITaskBoardGrain>("s").Get(Task1)).Assignee?.Value);
        Assert.Equal("hello", (await cluster.TakeAsync("b"))[0].Text());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task Refused_command_leaves_nothing_of_its_transaction(int step)
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        List<TransactionCommand> commands = [.. Everything()];
        commands.Insert(step, new EndSessionCommand { SessionId = SessionId.Parse("nobody"), Body = new() });

        NotFoundException error = await Assert.ThrowsAsync<NotFoundException>(() => cluster.RunAsync("x", commands));

        Assert.StartsWith($"commands[{step}]: session nobody does not exist", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, cluster.Journal.LastPosition);
        await Assert.ThrowsAsync<NotFoundException>(cluster.Session("s").Get);
        await Assert.ThrowsAsync<NotFoundException>(cluster.Agent("a").Get);
        await Assert.ThrowsAsync<NotFoundException>(cluster.Department("d1").Get);
        await Assert.ThrowsAsync<NotFoundException>(cluster.Cluster.GrainFactory.GetGrain<ICheckpointGrain>("chk").Get);
        Assert.Empty(await cluster.ReceiveAsync("b"));

        // And nobody is held any more.
        await cluster.RunAsync("x", Everything());
        Assert.Equal(SessionStatus.Active, (await cluster.Session("s").Get()).Status);
    }

    [Fact]
    public async Task Nobody_sees_half_of_a_transaction_while_it_is_written()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Session("s").Create(new() { Name = "before" });
        GatedJournal.Gate gate = cluster.Journal.Hold("transaction/x");
        Task<Committed<TransactionView>> running = cluster.RunAsync(
            "x", [Rename("s", "after"), new CreateSessionCommand { Body = new() { Id = SessionId.Parse("s2") } }]);
        await gate.Arrived;

        Task<SessionView> read = cluster.Session("s").Get();
        Task<Committed<SessionView>> write = cluster.Session("s").Update(new() { Branch = "main" });
        Task<SessionView> other = cluster.Session("s2").Get();
        await Task.WhenAny(read, write, other, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None));
        Assert.False(read.IsCompleted || write.IsCompleted || other.IsCompleted);
        gate.Open();

        await running;
        Assert.Equal("after", (await read).Name);
        Assert.Equal(SessionStatus.Active, (await other).Status);
        Assert.Equal("after", (await write).Value.Name);
    }

    [Fact]
    public async Task Transactions_over_the_same_grains_in_any_order_do_not_wait_for_each_other_for_ever()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync(silos: 2);
        foreach (string id in (string[])["a", "b", "c"]) await cluster.Session(id).Create(new());

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => cluster.RunAsync(
            $"x{i}", ((string[])(i % 2 == 0 ? ["a", "b", "c"] : ["c", "b", "a"])).Select(id => Rename(id, $"n{i}")))));

        string?[] names = [(await cluster.Session("a").Get()).Name, (await cluster.Session("b").Get()).Name, (await cluster.Session("c").Get()).Name];
        Assert.Single(names.Distinct());
    }

    [Fact]
    public async Task Transaction_that_the_journal_refuses_leaves_the_grains_as_they_were()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Session("s").Create(new() { Name = "before" });
        GatedJournal.Gate gate = cluster.Journal.Refuse(
            "transaction/x", new JournalUnavailableException("the disk is full", JournalUnavailableReason.Full, JournalWriteOutcome.NotWritten));

        await Assert.ThrowsAsync<UnavailableException>(() => cluster.RunAsync("x", [Rename("s", "after")]));

        Assert.Equal("before", (await cluster.Session("s").Get()).Name);
        gate.Open();
        await cluster.RunAsync("x", [Rename("s", "after")]);
        Assert.Equal("after", (await cluster.Session("s").Get()).Name);
    }

    [Fact]
    public async Task Transaction_sent_again_is_answered_as_it_was_and_another_one_under_its_id_is_refused()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        Committed<TransactionView> first = await cluster.RunAsync("x", Everything());
        long last = cluster.Journal.LastPosition;

        OrchestratorCluster second = await cluster.KillAndRestartAsync();
        await using (second)
        {
            Committed<TransactionView> again = await second.RunAsync("x", Everything());

            Assert.Equal(first.Value.Results.Select(r => r?.GetRawText()), again.Value.Results.Select(r => r?.GetRawText()));
            Assert.Equal(first.Value.CommittedAt, again.Value.CommittedAt);
            ConflictException error = await Assert.ThrowsAsync<ConflictException>(() => second.RunAsync("x", [Rename("s", "other")]));
            Assert.Equal("idempotency-conflict", error.Code);
            Assert.True(second.Journal.LastPosition >= last);
        }
    }

#if !ORLEANS // Grain timers are the silo's, whose time no test moves on real Orleans.
    [Fact]
    public async Task Grain_whose_coordinator_died_gives_the_transaction_up_for_all_of_it()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        TransactionId id = TransactionId.Parse("x");
        await cluster.Session("s").Create(new() { Name = "before" });
        await cluster.Session("s").Hold(id);
        Task<Committed<SessionView>> command = cluster.AsPartAsync("x/0", () => cluster.Session("s").Update(new() { Name = "after" }));
        PreparedCommit prepared = await cluster.Session("s").Prepare(id, 1);
        Task<SessionView> read = cluster.Session("s").Get();
        cluster.Time.Advance(TimeSpan.FromSeconds(11));

        await Assert.ThrowsAsync<UnavailableException>(() => command);
        await Eventually.TrueAsync(async () => (await cluster.Session("s").Get()).Name, name => name == "before");
        await read.ContinueWith(static _ => { }, TaskScheduler.Default);
        Assert.Single(prepared.Rows);

        // What the coordinator would still send is refused by the journal, and so is the transaction under the same id.
        ConflictException error = await Assert.ThrowsAsync<ConflictException>(() => cluster.RunAsync("x", [Rename("s", "late")]));
        Assert.Equal("transaction-aborted", error.Code);
        await cluster.RunAsync("y", [Rename("s", "later")]);
        Assert.Equal("later", (await cluster.Session("s").Get()).Name);
    }
#endif

#if !ORLEANS // Grain timers are the silo's, whose time no test moves on real Orleans.
    [Fact]
    public async Task Grain_that_was_not_told_of_a_commit_reads_it_from_the_journal()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Session("s").Create(new() { Name = "before" });
        GatedJournal.Gate gate = cluster.Journal.RefuseAfter(
            "transaction/x", new JournalUnavailableException("the answer was lost", JournalUnavailableReason.InputOutput, JournalWriteOutcome.Unknown));

        await Assert.ThrowsAsync<UnavailableException>(() => cluster.RunAsync("x", [Rename("s", "after")]));
        gate.Open();
        Task<SessionView> read = cluster.Session("s").Get();
        Assert.False(read.IsCompleted);
        cluster.Time.Advance(TimeSpan.FromSeconds(9));
        cluster.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("after", (await Eventually.TrueAsync(cluster.Session("s").Get, view => view.Name == "after")).Name);
        Committed<TransactionView> again = await cluster.RunAsync("x", [Rename("s", "after")]);
        Assert.Equal("after", again.Value.Results[0]!.Value.GetProperty("name").GetString());
    }
#endif

#if !ORLEANS // Grain timers are the silo's, whose time no test moves on real Orleans.
    [Fact]
    public async Task Command_that_comes_to_decide_when_its_transaction_was_given_up_does_nothing_alone()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Conversation("c").Create(new() { Title = "c", Participants = [new() { AgentId = AgentId.Parse("a") }, new() { AgentId = AgentId.Parse("b") }] });
        await cluster.Session("s").Create(new() { Name = "before" });
        GatedJournal.Gate gate = cluster.Journal.HoldRead("budget/agent:a"); // which sending asks before it decides
        TransactionCommand[] commands =
        [
            new SendMessageCommand
            {
                ConversationId = ConversationId.Parse("c"),
                Body = new() { From = AgentId.Parse("a"), Content = JsonSerializer.SerializeToElement("late") },
            },
            Rename("s", "after"),
        ];
        Task<Committed<TransactionView>> running = cluster.RunAsync("x", commands);
        await gate.Arrived;
        cluster.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("before", (await cluster.Session("s").Get()).Name); // it is held no more
        gate.Open();

        // The session was prepared: whether its word that the transaction was given up is in the journal yet decides what is answered.
        OrchestratorException error = await Assert.ThrowsAnyAsync<OrchestratorException>(() => running);

        Assert.Contains(error.Code, new[] { "transaction-aborted", "unavailable" });
        Assert.Equal(0, (await cluster.Conversation("c").Get()).MessageCount);
        Assert.DoesNotContain(await cluster.ReadAllAsync("conversation/c"), row => row.Type.Contains("sent", StringComparison.Ordinal));
    }
#endif

#if !ORLEANS // There a death is found out after minutes; see SessionGrainTests.
    [Fact]
    public async Task Grain_that_lost_its_silo_before_the_append_knows_the_transaction_when_it_is_answered()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync(silos: 2);
        string[] ids = [.. Enumerable.Range(0, 8).Select(i => $"s{i}")];
        foreach (string id in ids) await cluster.Session(id).Create(new() { Name = "before" });
        GatedJournal.Gate gate = cluster.Journal.Hold("transaction/x");
        Task<Committed<TransactionView>> running = cluster.RunAsync("x", ids.Select(id => Rename(id, "after")));
        await gate.Arrived;
        SiloAddress coordinator = cluster.SiloOf(cluster.Cluster.GrainFactory.GetGrain<ITransactionGrain>("x").GetGrainId())!;
        string[] lost = [.. ids.Where(id => !cluster.SiloOf(cluster.Session(id).GetGrainId())!.Equals(coordinator))];
        await cluster.KillAsync(cluster.Cluster.Silos.Single(silo => !silo.SiloAddress.Equals(coordinator)));
        Assert.NotEmpty(lost);
        foreach (string id in lost) Assert.Equal("before", (await cluster.Session(id).Get()).Name); // it stands elsewhere now
        gate.Open();

        await running;

        foreach (string id in ids) Assert.Equal("after", (await cluster.Session(id).Get()).Name);
    }
#endif

#if !ORLEANS // Grain timers are the silo's, whose time no test moves on real Orleans.
    [Theory]
    [InlineData(4)]
    [InlineData(31)]
    public async Task Grain_that_stands_elsewhere_finds_what_a_coordinator_taken_for_dead_appends_all_the_same(int seconds)
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync(silos: 2);
        cluster.Journal.IsShared = true;
        TransactionId id = TransactionId.Parse("x");
        await cluster.Session("s").Create(new() { Name = "before" });
        await cluster.Session("s").Hold(id);
        Task<Committed<SessionView>> command = cluster.AsPartAsync("x/0", () => cluster.Session("s").Update(new() { Name = "after" }));
        PreparedCommit prepared = await cluster.Session("s").Prepare(id, 1);
        SiloAddress silo = cluster.SiloOf(cluster.Session("s").GetGrainId())!;
        await cluster.KillAsync(cluster.Cluster.Silos.Single(one => one.SiloAddress.Equals(silo)));
        await Assert.ThrowsAnyAsync<Exception>(() => command);
        Assert.Equal("before", (await cluster.Session("s").Get()).Name); // it stands elsewhere now
        if (seconds > 4)
        {
            GatedJournal.Gate first = cluster.Journal.HoldRead("session/s");
            first.Open();
            cluster.Time.Advance(TimeSpan.FromSeconds(4));
            await first.Passed; // the first look has found nothing
        }

        // Nobody hears of this: the coordinator reaches no silo.
        await cluster.Journal.AppendAsync(
            TransactionRow.All(id, new(TransactionOutcome.Committed, cluster.Time.GetUtcNow(), "digest", []), prepared.Rows), CancellationToken.None);
        Assert.Equal("before", (await cluster.Session("s").Get()).Name);

        await Eventually.TrueAsync(
            () =>
            {
                cluster.Time.Advance(TimeSpan.FromSeconds(seconds));
                return cluster.Session("s").Get();
            },
            view => view.Name == "after");
        await cluster.Session("s").Update(new() { Name = "later" });
    }

    [Fact]
    public async Task Grain_that_has_written_since_does_not_take_its_own_rows_for_late_ones()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        cluster.Journal.IsShared = true;
        await cluster.Session("s").Create(new() { Name = "before" });
        for (int i = 0; i < 5; i++)
        {
            await cluster.Session("s").Update(new() { Name = $"n{i}" });
            cluster.Time.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Equal("n4", (await cluster.Session("s").Get()).Name);
    }
#endif

    [Fact]
    public async Task Grain_that_must_read_the_journal_again_does_not_wait_for_the_transactions_that_hold_it()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Session("s").Create(new() { Name = "before" });
        await cluster.Session("s").Hold(TransactionId.Parse("y"));
#if !ORLEANS // Calls not awaited have no order there.
        Task next = cluster.Session("s").Hold(TransactionId.Parse("z"));
#endif

        await cluster.Session("s").Written(TransactionId.Parse("x"), cluster.Journal.LastPosition + 1);

        Assert.Equal("before", (await cluster.Session("s").Get()).Name); // the clock stands: nobody's time has run out
#if !ORLEANS
        await Assert.ThrowsAsync<UnavailableException>(() => next);
#endif
        await Assert.ThrowsAsync<ConflictException>(() => cluster.Session("s").Prepare(TransactionId.Parse("y"), 0));
        await cluster.RunAsync("w", [Rename("s", "after")]);
        Assert.Equal("after", (await cluster.Session("s").Get()).Name);
    }

#if ORLEANS // There the silo's clock goes by itself; the same with a moved clock is above.
    [Fact]
    public async Task Hold_whose_coordinator_says_nothing_ends_by_itself()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Session("s").Create(new() { Name = "before" });
        await cluster.Session("s").Hold(TransactionId.Parse("y"));

        Assert.Equal("before", (await cluster.Session("s").Get()).Name);
    }
#endif

    [Fact]
    public async Task Message_is_worked_off_all_or_nothing()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("a");
        await cluster.RegisterAsync("b");
        await cluster.SendAsync("a", AgentId.Parse("b"), "do it");
        InboxItem item = (await cluster.TakeAsync("b"))[0];

        await cluster.RunAsync("x",
        [
            new AcknowledgeMessageCommand { AgentId = AgentId.Parse("b"), Body = new() { MessageId = item.MessageId } },
            new CreateTaskCommand { Body = new() { Id = Task1, Title = "t" } },
            new SendMessageCommand { Body = new() { From = AgentId.Parse("b"), To = AgentId.Parse("a"), Content = JsonSerializer.SerializeToElement("done") } },
        ]);

        Assert.Equal("done", (await cluster.TakeAsync("a"))[0].Text());
        Assert.Equal(0, (await cluster.Mailbox("b").GetSummary()).Leased);
    }

    [Fact]
    public async Task What_a_group_shares_is_not_worked_off_in_a_transaction_since_its_mailbox_would_commit_alone()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", new() { Team = "red" });
        await cluster.SendAsync("a", Recipients.Parse("any-of:team:red"), "do it");
        InboxItem item = (await cluster.TakeAsync("b"))[0];
        var acknowledge = new AcknowledgeMessageCommand { AgentId = AgentId.Parse("b"), Body = new() { MessageId = item.MessageId } };

        await Assert.ThrowsAnyAsync<OrchestratorException>(() => cluster.RunAsync("x", [acknowledge, Rename("missing", "n")]));
        Assert.Equal(1, (await cluster.Mailbox("team:red").GetSummary()).Leased);

        await Assert.ThrowsAsync<ConflictException>(() => cluster.RunAsync("y", [acknowledge]));
        Assert.Equal(1, (await cluster.Mailbox("team:red").GetSummary()).Leased);
    }

    private static UpdateSessionCommand Rename(string session, string name) =>
        new() { SessionId = SessionId.Parse(session), Body = new() { Name = name } };

    private static IReadOnlyList<TransactionCommand> Everything() =>
    [
        new CreateSessionCommand { Body = new() { Id = SessionId.Parse("s"), Name = "n" } },
        new LogSessionEventCommand { SessionId = SessionId.Parse("s"), Body = new() { EventType = "begun" } },
        new CreateDepartmentCommand { SessionId = SessionId.Parse("s"), Body = new() { Id = DepartmentId.Parse("d1"), Name = "data-processor", Domain = "data" } },
        new CreateDepartmentCommand { SessionId = SessionId.Parse("s"), Body = new() { Id = DepartmentId.Parse("d2"), Name = "validator", Domain = "validation" } },
        new CreateCheckpointCommand
        {
            SessionId = SessionId.Parse("s"),
            Body = new() { Id = CheckpointId.Parse("chk"), Name = "initial", Snapshot = JsonSerializer.SerializeToElement(new { initialized = true }) },
        },
        new RegisterAgentCommand { Body = new RegisterAgent { Id = AgentId.Parse("a"), Name = "a" } },
        new RegisterAgentCommand { Body = new RegisterAgent { Id = AgentId.Parse("b"), Name = "b" } },
        new SendMessageCommand { Body = new() { From = AgentId.Parse("a"), To = AgentId.Parse("b"), Content = JsonSerializer.SerializeToElement("hello") } },
        new CreateTaskCommand { Body = new() { Id = Task1, Title = "t", SessionId = SessionId.Parse("s") } },
        new AssignTaskCommand { TaskId = Task1, Body = new() { AgentId = AgentId.Parse("b") } },
    ];
}
