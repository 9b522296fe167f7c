using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Tasks;

/// <summary>Tasks on a board in a real journal.</summary>
public sealed class TaskBoardTests
{
    private static readonly AgentId A = AgentId.Parse("a");
    private static readonly AgentId B = AgentId.Parse("b");

    [Fact]
    public async Task Id_that_another_board_used_is_refused_and_nobody_elses_task_with_it()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain other = cluster.Cluster.GrainFactory.GetGrain<ITaskBoardGrain>("other");
        await other.Create(new() { Id = TaskId.Parse("used"), Title = "t", Board = TaskBoardId.Parse("other") });
        ITaskBoardGrain board = Board(cluster);

        Task<TaskId>[] good = [.. Enumerable.Range(0, 20).Select(n => CreateAsync(board, $"t{n}"))];
        ConflictException error = await Assert.ThrowsAsync<ConflictException>(() => CreateAsync(board, "used"));

        Assert.Equal("task-id-used", error.Code);
        Assert.Equal(20, (await Task.WhenAll(good)).Length);
    }

    [Fact]
    public async Task Agent_takes_what_it_registered_for_unless_it_says_otherwise()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain board = Board(cluster);
        await cluster.Agent("a").Register(new() { Id = A, Name = "a", Capabilities = ["csharp"] });
        await board.Create(new() { Id = TaskId.Parse("parser"), Title = "t", Board = TaskBoardId.Parse(board.GetPrimaryKeyString()), RequiredCapabilities = ["csharp"] });

        Assert.Null((await board.ClaimNext(new() { AgentId = B })).Value); // nobody knows of it what it can do
        Assert.Null((await board.ClaimNext(new() { AgentId = A, Capabilities = [] })).Value);
        Assert.Equal("parser", (await board.ClaimNext(new() { AgentId = A })).Value?.Id.Value);
    }

    [Fact]
    public async Task Two_hundred_claimers_get_different_tasks()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain board = Board(cluster);
        for (int n = 0; n < 100; n++) await CreateAsync(board, $"t{n}");

        Committed<TaskView?>[] claims = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(n => board.ClaimNext(new() { AgentId = AgentId.Parse($"agent{n}") })));

        TaskView[] taken = [.. claims.Select(claim => claim.Value).OfType<TaskView>()];
        Assert.Equal(100, taken.Select(task => task.Id).Distinct().Count());
        Assert.Equal(100, taken.Length);
        Assert.All(taken, task => Assert.Equal(TaskItemStatus.InProgress, task.Status));
    }

    [Fact]
    public async Task The_most_urgent_ready_task_is_claimed_first_and_of_equals_the_older()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain board = Board(cluster);
        foreach ((string id, Priority priority) in ((string, Priority)[])[("low", Priority.Low), ("urgent", Priority.Urgent), ("one", Priority.Normal), ("two", Priority.Normal)])
            await CreateAsync(board, id, t => t with { Priority = priority });

        List<string> order = [];
        while ((await board.ClaimNext(new() { AgentId = A })).Value is { } task) order.Add(task.Id.Value);

        Assert.Equal(["urgent", "one", "two", "low"], order);
    }

    [Fact]
    public async Task A_task_is_ready_when_all_it_depends_on_is_completed()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain board = Board(cluster);
        TaskId one = await CreateAsync(board, "one"), two = await CreateAsync(board, "two");
        TaskId last = await CreateAsync(board, "last", t => t with { Dependencies = [one, two], Priority = Priority.Urgent });
        Assert.Equal("not-ready", (await Assert.ThrowsAsync<ConflictException>(() => board.Claim(last, new() { AgentId = A }))).Code);

        await DoAsync(board, one);
        Assert.False((await board.Get(last)).Ready);
        await DoAsync(board, two);

        Assert.True((await board.Get(last)).Ready);
        Assert.Equal(last, (await board.ClaimNext(new() { AgentId = A })).Value!.Id);
    }

    [Fact]
    public async Task A_cycle_of_dependencies_is_refused_and_shown()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain board = Board(cluster);
        TaskId one = await CreateAsync(board, "one");
        TaskId two = await CreateAsync(board, "two", t => t with { Dependencies = [one] });
        TaskId three = await CreateAsync(board, "three", t => t with { Dependencies = [two] });

        ConflictException cycle = await Assert.ThrowsAsync<ConflictException>(() => board.Update(one, new() { Dependencies = [three] }));

        Assert.Equal("dependency-cycle", cycle.Code);
        Assert.EndsWith("one → three → two → one", cycle.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ConflictException>(() => board.Update(one, new() { Dependencies = [one] }));
        Assert.Equal("dependencies", (await Assert.ThrowsAsync<ValidationException>(
            () => board.Update(one, new() { Dependencies = [TaskId.Parse("elsewhere")] }))).Field);
    }

    [Fact]
    public async Task An_agent_gets_what_it_can_do_and_what_it_is_assigned_first()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain board = Board(cluster);
        TaskId hard = await CreateAsync(board, "hard", t => t with { RequiredCapabilities = ["rust", "sql"], Priority = Priority.Urgent });
        TaskId easy = await CreateAsync(board, "easy");
        TaskId own = await CreateAsync(board, "own", t => t with { Assignee = B, Priority = Priority.Low });

        Assert.Equal(easy, (await board.ClaimNext(new() { AgentId = A, Capabilities = ["sql"] })).Value!.Id);
        Assert.Null((await board.ClaimNext(new() { AgentId = A, Capabilities = ["sql"] })).Value);
        Assert.Equal(own, (await board.ClaimNext(new() { AgentId = B, Capabilities = ["rust", "sql"] })).Value!.Id);
        Assert.Equal(hard, (await board.ClaimNext(new() { AgentId = B, Capabilities = ["rust", "sql"] })).Value!.Id);
    }

    [Fact]
    public async Task A_lease_that_is_not_renewed_returns_the_task_and_a_late_done_is_refused()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain board = Board(cluster);
        TaskId task = await CreateAsync(board, "slow");
        await board.Claim(task, new() { AgentId = A, LeaseSeconds = 60 });
        cluster.Time.Advance(TimeSpan.FromSeconds(50));
        await board.Renew(task, new() { AgentId = A });
        cluster.Time.Advance(TimeSpan.FromSeconds(50));
        await Assert.ThrowsAsync<ConflictException>(() => board.Claim(task, new() { AgentId = B }));
        cluster.Time.Advance(TimeSpan.FromSeconds(20));

        TaskView taken = (await board.Claim(task, new() { AgentId = B })).Value;

        Assert.Equal((B, 2), (taken.Assignee, taken.Attempts));
        Assert.Equal("lease-lost", (await Assert.ThrowsAsync<ConflictException>(() => board.Complete(task, new() { AgentId = A }))).Code);
        Assert.Equal(TaskItemStatus.Completed, (await board.Complete(task, new() { AgentId = B })).Value.Status);
    }

    [Fact]
    public async Task The_death_of_an_agent_returns_its_tasks_and_its_successor_is_not_disturbed()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain board = Board(cluster);
        TaskId task = await CreateAsync(board, "work");
        long first = (await cluster.RegisterAsync("a")).Epoch;
        await board.Claim(task, new() { AgentId = A, Epoch = first, LeaseSeconds = 3_600 });

        long second = (await cluster.RegisterAsync("a")).Epoch;
        Assert.Equal(TaskItemStatus.Pending, (await board.Get(task)).Status);
        await board.Claim(task, new() { AgentId = A, Epoch = second });
        Assert.Equal("stale-incarnation", (await Assert.ThrowsAsync<ConflictException>(
            () => board.Complete(task, new() { AgentId = A, Epoch = first }))).Code);
        Assert.Equal("stale-incarnation", (await Assert.ThrowsAsync<ConflictException>(
            () => board.ClaimNext(new() { AgentId = A, Epoch = first }))).Code);

        await cluster.Agent("a").Update(new() { Status = AgentStatus.Offline });
        TaskView returned = await board.Get(task);
        Assert.Equal((TaskItemStatus.Pending, "its agent went offline"), (returned.Status, returned.Reason));
    }

    [Fact]
    public async Task Heartbeats_renew_the_leases_of_an_agents_tasks()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain board = Board(cluster);
        TaskId task = await CreateAsync(board, "long");
        long epoch = (await cluster.RegisterAsync("a")).Epoch;
        await board.Claim(task, new() { AgentId = A, Epoch = epoch, LeaseSeconds = 120 });
        for (int minute = 0; minute < 10; minute++)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(65));
            await cluster.Agent("a").Heartbeat(new() { Epoch = epoch });
        }

        Assert.Equal((TaskItemStatus.InProgress, A), (await board.Get(task)) is var view ? (view.Status, view.Assignee) : default);
    }

    [Fact]
    public async Task Parts_end_before_the_whole_and_failed_tasks_are_tried_again()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain board = Board(cluster);
        TaskId whole = await CreateAsync(board, "whole");
        TaskId part = await CreateAsync(board, "part", t => t with { ParentId = whole });
        await board.Claim(whole, new() { AgentId = A });
        await Assert.ThrowsAsync<ConflictException>(() => board.Complete(whole, new() { AgentId = A }));
        await board.Claim(part, new() { AgentId = B });
        await board.Fail(part, new() { AgentId = B, Reason = "no tools" });
        await board.Retry(part);
        Assert.Equal(2, (await board.Claim(part, new() { AgentId = B })).Value.Attempts);
        await board.Block(part, new() { AgentId = B, Reason = "waiting for access" });
        Assert.Equal("waiting for access", (await board.Get(part)).Reason);
        await board.Unblock(part, new() { AgentId = B });
        await board.Complete(part, new() { AgentId = B });
        await board.Complete(part, new() { AgentId = B });

        Assert.Equal(TaskItemStatus.Completed, (await board.Complete(whole, new() { AgentId = A })).Value.Status);
    }

    [Fact]
    public async Task Tasks_survive_a_kill_and_ids_are_used_once_on_all_boards()
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        ITaskBoardGrain board = Board(cluster);
        TaskId one = await CreateAsync(board, "one");
        TaskId two = await CreateAsync(board, "two", t => t with { Dependencies = [one] });
        await board.Claim(one, new() { AgentId = A });

        await using OrchestratorCluster again = await cluster.KillAndRestartAsync();

        Assert.Equal("s1", (await again.Cluster.GrainFactory.GetGrain<ITaskGrain>("two").GetBoard()).Value);
        Assert.Equal((TaskItemStatus.InProgress, A), (await Board(again).Get(one)) is var view ? (view.Status, view.Assignee) : default);
        Assert.Empty(await Board(again).ListReady(10));
        await Board(again).Complete(one, new() { AgentId = A });
        Assert.Equal(two, Assert.Single(await Board(again).ListReady(10)).Id);
        await Assert.ThrowsAsync<ConflictException>(() => CreateAsync(again.Cluster.GrainFactory.GetGrain<ITaskBoardGrain>("s2"), "one"));
        await Assert.ThrowsAsync<NotFoundException>(() => again.Cluster.GrainFactory.GetGrain<ITaskGrain>("three").GetBoard());
    }

    private static ITaskBoardGrain Board(OrchestratorCluster cluster) => cluster.Cluster.GrainFactory.GetGrain<ITaskBoardGrain>("s1");

    private static async Task<TaskId> CreateAsync(ITaskBoardGrain board, string id, Func<CreateTask, CreateTask>? with = null)
    {
        var command = new CreateTask { Id = TaskId.Parse(id), Title = id };
        return (await board.Create(with?.Invoke(command) ?? command)).Value.Id;
    }

    private static async Task DoAsync(ITaskBoardGrain board, TaskId task)
    {
        await board.Claim(task, new() { AgentId = A });
        await board.Complete(task, new() { AgentId = A });
    }
}
