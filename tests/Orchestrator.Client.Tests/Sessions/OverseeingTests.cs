using System.Text.Json;
using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Contracts.Transactions;

namespace Orchestrator.Client.Tests.Sessions;

/// <summary>What belongs to a session: checkpoints, departments, transactions, budgets, and its end.</summary>
public sealed class OverseeingTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    [Fact]
    public async Task A_checkpoint_is_taken_found_read_and_restored()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        SessionView session = await client.Client.Sessions.CreateAsync(new() { Name = "saved" });
        using JsonDocument snapshot = JsonDocument.Parse("""{"progress": 75, "files": ["a.cs"]}""");

        CheckpointView taken = await client.Client.Checkpoints.CreateAsync(
            session.Id, new() { Name = "before the change", Snapshot = snapshot.RootElement, Metadata = new() { Feature = "parser" } });
        SessionView restored = await client.Client.Checkpoints.RestoreAsync(taken.Id, name: "again");
        await client.Client.Checkpoints.RestoreIntoAsync(taken.Id, session.Id);

        Assert.Equal(75, (await client.Client.Checkpoints.GetSnapshotAsync(taken.Id)).GetProperty("progress").GetInt32());
        Assert.Equal("again", restored.Name);
        Assert.NotEqual(session.Id, restored.Id);
        Assert.Equal(taken.Id, (await client.Client.Checkpoints.GetAsync(taken.Id)).Id);
        await Eventually.TrueAsync(
            async () => await client.Client.Checkpoints.ListAsync(new() { SessionId = session.Id, Feature = "parser" }).CountAsync() == 1,
            "it is listed");
        await client.Client.Checkpoints.DeleteAsync(taken.Id);
        await Assert.ThrowsAsync<NotFoundException>(() => client.Client.Checkpoints.GetSnapshotAsync(taken.Id));
    }

    [Fact]
    public async Task A_session_is_logged_in_terminated_put_away_and_deleted()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        SessionView session = await client.Client.Sessions.CreateAsync(new() { Name = $"s{Guid.NewGuid():N}" });
        client.Calls.LoseAnswers(nameof(ISessionGrain.LogEvent));
        await client.Client.Sessions.LogEventAsync(session.Id, new() { EventType = "check_completed" });

        Assert.Equal(SessionStatus.Terminated, (await client.Client.Sessions.TerminateAsync(session.Id, "out of time")).Status);
        Assert.Equal(SessionStatus.Archived, (await client.Client.Sessions.ArchiveAsync(session.Id)).Status);
        await Eventually.TrueAsync(
            async () => await client.Client.Sessions.ListAsync(new() { Name = session.Name, Status = SessionStatus.Archived }).CountAsync() == 1,
            "it is listed");
        Assert.Single(await client.Client.Sessions.ListEventsAsync(session.Id, "check_completed").ToListAsync()); // logged once
        await client.Client.Sessions.DeleteAsync(session.Id);
        await Assert.ThrowsAsync<NotFoundException>(() => client.Client.Sessions.GetAsync(session.Id));
    }

    [Fact]
    public async Task Departments_are_created_changed_and_listed()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        SessionView session = await client.Client.Sessions.CreateAsync(new());

        DepartmentView created = await client.Client.Departments.CreateAsync(session.Id, new() { Name = "validation", Domain = "checks" });
        DepartmentView changed = await client.Client.Departments.UpdateAsync(created.Id, new() { IsActive = false });

        Assert.False(changed.IsActive);
        await Eventually.TrueAsync(
            async () => (await client.Client.Departments.ListAsync(session.Id).ToListAsync()) is [{ IsActive: false }], "it is listed as changed");
        Assert.Equal("validation", (await client.Client.Departments.GetAsync(created.Id)).Name);
    }

    [Fact]
    public async Task A_transaction_is_all_or_nothing_and_done_once()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        SessionId session = SessionId.New(TimeProvider.System);
        TaskId task = TaskId.New(TimeProvider.System);
        TransactionCommand[] commands =
        [
            new CreateSessionCommand { Body = new() { Id = session } },
            new CreateTaskCommand { Body = new() { Id = task, Title = "first", SessionId = session } },
        ];
        client.Calls.LoseAnswers(nameof(ITransactionGrain.Run));

        TransactionView done = await client.Client.Transactions.RunAsync(commands);

        Assert.Equal(2, done.Results.Count);
        Assert.Equal(TaskBoardId.Of(session), (await client.Client.Tasks.GetAsync(task)).Board);
        await Assert.ThrowsAsync<ConflictException>(() => client.Client.Transactions.RunAsync(commands));
    }

    [Fact]
    public async Task A_used_up_budget_keeps_tasks_from_an_agent_until_it_is_raised()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await client.Client.RegisterAsync(new() { Name = "spender" });
        BudgetScope scope = BudgetScope.Of(agent.AgentId);
        await client.Client.Budgets.SetAsync(scope, new() { StopCost = 1 });
        client.Calls.LoseAnswers(nameof(IBudgetGrain.Report));
        UsageView usage = await agent.ReportUsageAsync("gpt-5", 10, 10, cost: 2);
        Assert.Equal((BudgetStatus.Stopped, 2m), (usage.Budget!.Status, usage.Budget.Cost));
        TaskBoardId board = TaskBoardId.Parse($"b{Guid.NewGuid():N}");
        TaskView task = await client.Client.Tasks.CreateAsync(new() { Title = "costly", Board = board });
        var options = new TaskWorkOptions { Board = board, MinPause = TimeSpan.FromMilliseconds(10), MaxPause = TimeSpan.FromMilliseconds(10) };
        using var stop = new CancellationTokenSource();

        Task working = agent.HandleTasksAsync((_, _) => Task.CompletedTask, options, stop.Token);
        await Eventually.TrueAsync(() => client.Calls.Count(nameof(ITaskBoardGrain.ClaimNext)) >= 0, "it asks");
        Assert.Equal(TaskItemStatus.Pending, (await client.Client.Tasks.GetAsync(task.Id)).Status);
        await client.Client.Budgets.SetAsync(scope, new() { StopCost = 10 });
        await Eventually.TrueAsync(
            async () => (await client.Client.Tasks.GetAsync(task.Id)).Status == TaskItemStatus.Completed, "the task is done");
        await stop.CancelAsync();
        await working;
    }
}
