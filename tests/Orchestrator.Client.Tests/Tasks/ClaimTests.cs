using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Client.Tests.Tasks;

public sealed class ClaimTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(10);

    private readonly TaskBoardId _board = TaskBoardId.Parse($"b{Guid.NewGuid():N}");

    private TaskWorkOptions Options => new() { Board = _board, MinPause = Quick, MaxPause = Quick };

    [Fact]
    public async Task A_lost_answer_to_a_claim_loses_no_task()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await RegisterAsync(client);
        await CreateAsync(client, "one");
        await CreateAsync(client, "two");
        client.Calls.LoseAnswers(nameof(ITaskBoardGrain.ClaimNext));

        await using TaskAssignment? first = await agent.ClaimNextTaskAsync(Options);
        await using TaskAssignment? second = await agent.ClaimNextTaskAsync(Options);

        Assert.Equal(("one", "two"), (first!.Title, second!.Title));
        client.Calls.LoseAnswers(nameof(ITaskBoardGrain.Release));
        await first.ReleaseAsync();
        client.Calls.LoseAnswers(nameof(ITaskBoardGrain.Fail));
        await second.FailAsync("no");
    }

    [Fact]
    public async Task A_claim_that_its_caller_gave_up_is_given_back()
    {
        await using TestClient client = await TestClient.ConnectAsync(
            fixture.Host,
            configure: options => (options.ReconnectMinDelay, options.ReconnectMaxDelay) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1)));
        await using AgentConnection agent = await RegisterAsync(client);
        TaskView task = await CreateAsync(client, "given up");
        client.Calls.LoseAnswers(nameof(ITaskBoardGrain.ClaimNext));
        using var enough = new CancellationTokenSource();

        Task<TaskAssignment?> claiming = agent.ClaimNextTaskAsync(Options, enough.Token);
        await Eventually.TrueAsync(() => client.Calls.Count(nameof(ITaskBoardGrain.ClaimNext)) == 1, "it was carried out");
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => claiming);

        Assert.Equal((TaskItemStatus.Pending, 1), await StandsAsync(client, task.Id));
    }

    [Fact]
    public async Task A_task_that_was_claimed_by_a_call_that_failed_is_the_next_one()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host, configure: options => options.RetryFor = TimeSpan.Zero);
        await using AgentConnection agent = await RegisterAsync(client);
        TaskView task = await CreateAsync(client, "claimed unawares");
        await CreateAsync(client, "another");
        client.Calls.LoseAnswers(nameof(ITaskBoardGrain.ClaimNext), 3);

        await foreach (TaskAssignment first in agent.WorkAsync(Options, Eventually.Patient()))
        {
            Assert.Equal(task.Id, first.Id);
            await first.CompleteAsync();
            break;
        }

        Assert.Equal((TaskItemStatus.Completed, 1), await StandsAsync(client, task.Id));
    }

    [Fact]
    public async Task A_task_whose_lease_ran_out_before_the_answer_came_is_not_handed_out()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host, configure: options => options.RetryFor = TimeSpan.Zero);
        await using AgentConnection agent = await RegisterAsync(client);
        await using TestClient otherClient = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection other = await RegisterAsync(otherClient);
        TaskView task = await CreateAsync(client, "claimed and lost");
        client.Calls.LoseAnswers(nameof(ITaskBoardGrain.ClaimNext), int.MaxValue);
        await using IAsyncEnumerator<TaskAssignment> work =
            agent.WorkAsync(Options with { Lease = TimeSpan.FromSeconds(1) }, Eventually.Patient()).GetAsyncEnumerator();

        Task<bool> next = work.MoveNextAsync().AsTask();
        await Eventually.TrueAsync(() => client.Calls.Count(nameof(ITaskBoardGrain.ClaimNext)) > 0, "it is claimed");
        TaskAssignment? theirs = null;
        await Eventually.TrueAsync(async () => (theirs = await other.ClaimNextTaskAsync(Options)) is not null, "another agent has it");
        await using TaskAssignment held = theirs!;
        await CreateAsync(client, "free");
        client.Calls.LoseAnswers(nameof(ITaskBoardGrain.ClaimNext), 0);
        Assert.True(await next);

        Assert.Equal((task.Id, "free"), (held.Id, work.Current.Title));
        await work.Current.CompleteAsync();
        await held.CompleteAsync();
    }

    [Fact]
    public async Task Without_a_board_tasks_of_any_board_are_found()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(host);
        await using AgentConnection agent = await client.Client.RegisterAsync(new() { Name = "worker", Capabilities = ["rust"] });
        TaskView task = await client.Client.Tasks.CreateAsync(new() { Title = "somewhere", Board = _board, RequiredCapabilities = ["rust"] });

        await using TaskAssignment? found = await agent.ClaimNextTaskAsync();
        await using TaskAssignment? none = await agent.ClaimNextTaskAsync();

        Assert.Equal(task.Id, found?.Id);
        Assert.Null(none);
    }

    [Fact]
    public async Task Blocked_assigned_and_claimed_by_id()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await RegisterAsync(client);
        TaskView created = await agent.CreateTaskAsync(new() { Title = "mine", Board = _board });
        Assert.Equal(agent.AgentId, created.CreatedBy);
        Assert.Equal(TaskItemStatus.Assigned, (await client.Client.Tasks.AssignAsync(created.Id, agent.AgentId)).Status);
        Assert.Equal([created.Id], (await client.Client.Tasks.ListReadyAsync(_board)).Select(task => task.Id));

        await using TaskAssignment task = await agent.ClaimTaskAsync(created.Id);
        Assert.Equal(TaskItemStatus.Blocked, (await task.BlockAsync("no access")).Status);
        Assert.Equal(TaskItemStatus.InProgress, (await task.UnblockAsync()).Status);
        UsageView usage = await task.ReportUsageAsync("gpt-5", 100, 20, 0.5m);
        await task.CompleteAsync();

        Assert.Equal((created.Id, 0.5m), (usage.TaskId, usage.Cost));
        Assert.Equal(0.5m, (await client.Client.Budgets.GetAsync(BudgetScope.Of(created.Id))).Cost);
    }

    private static async Task<(TaskItemStatus Status, int Attempts)> StandsAsync(TestClient client, TaskId id)
    {
        TaskView task = await client.Client.Tasks.GetAsync(id);
        return (task.Status, task.Attempts);
    }

    private static Task<AgentConnection> RegisterAsync(TestClient client) => client.Client.RegisterAsync(new RegisterAgent { Name = "worker" });

    private Task<TaskView> CreateAsync(TestClient client, string title) => client.Client.Tasks.CreateAsync(new() { Title = title, Board = _board });
}
