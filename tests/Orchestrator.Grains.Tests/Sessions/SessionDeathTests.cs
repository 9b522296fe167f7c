using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Tests.Sessions;

/// <summary>The death of a session gives back what is held in it, as one transition or repaired until it is.</summary>
public sealed class SessionDeathTests
{
    private static readonly SessionId S = SessionId.Parse("s");
    private static readonly ProjectPath Project = ProjectPath.Parse("/srv/app", "project");
    private static readonly AgentId Worker = AgentId.Parse("worker");

    [Fact]
    public async Task Terminated_session_gives_back_claims_and_leased_messages()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageId message = await HoldAsync(cluster);

        SessionView terminated = (await cluster.Session("s").Terminate(new() { Reason = "out of money" })).Value;

        Assert.Equal(SessionStatus.Terminated, terminated.Status);
        await AssertGivenBackAsync(cluster, message, "session s was terminated: out of money");
        Assert.Equal(TaskItemStatus.InProgress, (await Board(cluster, "elsewhere").Get(TaskId.Parse("stranger-s"))).Status);
        Assert.Equal(AgentLiveness.Alive, (await cluster.Agent("worker").Get()).Liveness);
    }

    [Fact]
    public async Task Death_that_a_crash_cut_short_is_completed_by_the_next_activation()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        MessageId message = await HoldAsync(first);
        GatedJournal.Gate gate = first.Journal.Hold("task-board/s");
        Task<Contracts.Journaling.Committed<SessionView>> dying = first.Session("s").Terminate(new() { Reason = "crash" });
        await gate.Arrived;

        OrchestratorCluster second = await first.KillAndRestartAsync();
        gate.Open();
        await dying.ContinueWith(static ended => ended.Exception, TaskScheduler.Default);
        await using (second)
        {
            await second.Session("s").Settle(); // as the host's sweep does

            await AssertGivenBackAsync(second, message, "session s was terminated: crash");
            IReadOnlyList<JournalEntry> rows = await second.ReadAllAsync("session/s");
            Assert.Equal("session-settled", rows[^1].Type);
        }
    }

    [Fact]
    public async Task Session_that_ends_well_takes_nothing_away()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await HoldAsync(cluster);

        await cluster.Session("s").End(new());

        Assert.Equal(TaskItemStatus.InProgress, (await Board(cluster, "s").Get(TaskId.Parse("own"))).Status);
        Assert.Equal(1, (await cluster.Mailbox("worker").GetSummary()).Leased);
    }

    private static async Task<MessageId> HoldAsync(OrchestratorCluster cluster)
    {
        await cluster.Session("s").Create(new());
        await cluster.RegisterAsync("worker", new() { SessionId = S });
        await cluster.RegisterAsync("stranger");
        await cluster.Agent("worker").Heartbeat(new());
        await Board(cluster, "s").Create(new() { Id = TaskId.Parse("own"), Title = "t", SessionId = S });
        await Board(cluster, "elsewhere").Create(new() { Id = TaskId.Parse("other"), Title = "t", Board = TaskBoardId.Parse("elsewhere") });
        await Board(cluster, "elsewhere").Create(new() { Id = TaskId.Parse("stranger-s"), Title = "t", Board = TaskBoardId.Parse("elsewhere") });
        await Board(cluster, "s").Claim(TaskId.Parse("own"), new() { AgentId = Worker, Epoch = 1 });
        await Board(cluster, "elsewhere").Claim(TaskId.Parse("other"), new() { AgentId = Worker, Epoch = 1 });
        await Board(cluster, "elsewhere").Claim(TaskId.Parse("stranger-s"), new() { AgentId = AgentId.Parse("stranger"), Epoch = 1 });
        await Files(cluster).Reserve(new() { Project = Project, AgentId = Worker, SessionId = S, Patterns = ["src/**"] });
        await cluster.SendAsync("stranger", Worker, "work");
        InboxItem item = (await cluster.TakeAsync("worker", epoch: 1))[0];
        return item.MessageId;
    }

    private static async Task AssertGivenBackAsync(OrchestratorCluster cluster, MessageId message, string reason)
    {
        foreach ((string board, string task) in ((string, string)[])[("s", "own"), ("elsewhere", "other")])
        {
            TaskView view = await Board(cluster, board).Get(TaskId.Parse(task));
            Assert.Equal((TaskItemStatus.Pending, null, reason), (view.Status, view.Assignee, view.Reason));
        }

        Assert.NotNull((await Files(cluster).Reserve(new() { Project = Project, AgentId = AgentId.Parse("stranger"), Patterns = ["src/a.cs"] })).Value);
        Assert.Equal(0, (await cluster.Mailbox("worker").GetSummary()).Leased);
        Assert.Equal(message, (await cluster.TakeAsync("worker"))[0].MessageId);
    }

    private static IProjectFilesGrain Files(OrchestratorCluster cluster) =>
        cluster.Cluster.GrainFactory.GetGrain<IProjectFilesGrain>(Project.Key);

    private static ITaskBoardGrain Board(OrchestratorCluster cluster, string id) => cluster.Cluster.GrainFactory.GetGrain<ITaskBoardGrain>(id);

    [Fact]
    public async Task Death_that_is_told_again_takes_nothing_that_was_begun_after_it()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Session("s").Create(new());
        await cluster.RegisterAsync("worker", new() { SessionId = S });
        await Board(cluster, "s").Create(new() { Id = TaskId.Parse("own"), Title = "t", SessionId = S });
        await Board(cluster, "s").Claim(TaskId.Parse("own"), new() { AgentId = AgentId.Parse("stranger") });
        await Board(cluster, "elsewhere").Create(new() { Id = TaskId.Parse("other"), Title = "t", Board = TaskBoardId.Parse("elsewhere") });
        GatedJournal.Gate gate = cluster.Journal.Refuse(
            "task-board/s", new JournalUnavailableException("the disk is full", JournalUnavailableReason.Full, JournalWriteOutcome.NotWritten));
        await cluster.Session("s").Terminate(new() { Reason = "stop" });
        await Board(cluster, "elsewhere").Claim(TaskId.Parse("other"), new() { AgentId = Worker, Epoch = 1 });
        gate.Open();

        await cluster.Session("s").Settle();
        await cluster.Session("s").Delete();

        Assert.Equal(TaskItemStatus.Pending, (await Board(cluster, "s").Get(TaskId.Parse("own"))).Status);
        Assert.Equal(TaskItemStatus.InProgress, (await Board(cluster, "elsewhere").Get(TaskId.Parse("other"))).Status);
    }
}
