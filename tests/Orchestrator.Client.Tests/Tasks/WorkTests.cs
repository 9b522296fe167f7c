using System.Collections.Concurrent;
using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Client.Tests.Tasks;

public sealed class WorkTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(10);

    private readonly TaskBoardId _board = TaskBoardId.Parse($"b{Guid.NewGuid():N}");

    private TaskWorkOptions Options => new() { Board = _board, MinPause = Quick, MaxPause = Quick };

    [Fact]
    public async Task Tasks_come_most_urgent_first_and_end_as_the_agent_says()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await RegisterAsync(client);
        TaskView low = await CreateAsync(client, "later");
        TaskView urgent = await client.Client.Tasks.CreateAsync(
            new() { Title = "first", Board = _board, Priority = Contracts.Conversations.Priority.Urgent });
        List<string> seen = [];

        await foreach (TaskAssignment task in agent.WorkAsync(Options, Eventually.Patient()))
        {
            seen.Add(task.Title);
            if (seen.Count == 1) await task.CompleteAsync("done well");
            else await task.FailAsync("no tools");
            if (seen.Count == 2) break;
        }

        Assert.Equal(["first", "later"], seen);
        TaskView done = await client.Client.Tasks.GetAsync(urgent.Id);
        Assert.Equal((TaskItemStatus.Completed, "done well"), (done.Status, done.Result?.GetString()));
        TaskView failed = await client.Client.Tasks.GetAsync(low.Id);
        Assert.Equal((TaskItemStatus.Failed, "no tools"), (failed.Status, failed.Reason));
        Assert.Equal(TaskItemStatus.Pending, (await client.Client.Tasks.RetryAsync(low.Id)).Status);
    }

    [Fact]
    public async Task A_task_that_the_loop_leaves_is_given_back()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await RegisterAsync(client);
        TaskView task = await CreateAsync(client, "left");

        await foreach (TaskAssignment _ in agent.WorkAsync(Options, Eventually.Patient())) break;

        TaskView left = await client.Client.Tasks.GetAsync(task.Id);
        Assert.Equal((TaskItemStatus.Pending, 1), (left.Status, left.Attempts));
    }

    [Fact]
    public async Task Each_task_is_handled_once_by_two_agents_with_several_workers()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection one = await RegisterAsync(client);
        await using AgentConnection two = await RegisterAsync(client);
        for (int n = 0; n < 40; n++) await CreateAsync(client, $"{n}");
        var done = new ConcurrentDictionary<TaskId, int>();
        using var stop = new CancellationTokenSource();
        Task Handle(TaskAssignment task, CancellationToken _)
        {
            done.AddOrUpdate(task.Id, 1, (_, times) => times + 1);
            return Task.CompletedTask;
        }

        Task working = Task.WhenAll(
            one.HandleTasksAsync(Handle, Options with { Concurrency = 3 }, stop.Token),
            two.HandleTasksAsync(Handle, Options with { Concurrency = 3 }, stop.Token));
        await Eventually.TrueAsync(() => done.Count == 40, "all tasks are handled");
        await stop.CancelAsync();
        await working;

        Assert.All(done.Values, times => Assert.Equal(1, times));
        await Eventually.TrueAsync(
            async () => await client.Client.Tasks.ListAsync(new() { Board = _board, Status = TaskItemStatus.Completed }).CountAsync() == 40,
            "the tables have all tasks completed");
    }

    [Fact]
    public async Task A_handler_that_throws_has_its_task_tried_again_until_it_fails()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await RegisterAsync(client);
        TaskView task = await CreateAsync(client, "hard");
        using var stop = new CancellationTokenSource();

        Task working = agent.HandleTasksAsync(
            (_, _) => throw new InvalidOperationException("it is hard"), Options with { MaxAttempts = 2 }, stop.Token);
        await Eventually.TrueAsync(
            async () => (await client.Client.Tasks.GetAsync(task.Id)).Status == TaskItemStatus.Failed, "the task failed");
        await stop.CancelAsync();
        await working;

        TaskView failed = await client.Client.Tasks.GetAsync(task.Id);
        Assert.Equal(("it is hard", 2), (failed.Reason, failed.Attempts));
        IReadOnlyList<TaskChange> changes = [];
        await Eventually.TrueAsync(
            async () => (changes = await client.Client.Tasks.GetEventsAsync(task.Id)).Count == 5, "the tables have all changes");
        Assert.Equal(["created", "claimed", "returned", "claimed", "failed"], changes.Select(change => change.EventType));
    }

    [Fact]
    public async Task A_task_that_is_taken_away_cancels_its_handler()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await RegisterAsync(client);
        TaskView task = await CreateAsync(client, "taken away");
        var begun = new TaskCompletionSource<TaskAssignment>();
        var cancelled = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();

        Task working = agent.HandleTasksAsync(
            async (assignment, token) =>
            {
                if (!begun.TrySetResult(assignment)) return;
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token).ContinueWith(_ => { }, TaskScheduler.Default);
                cancelled.SetResult();
                token.ThrowIfCancellationRequested();
            },
            Options with { Lease = TimeSpan.FromSeconds(1) },
            stop.Token);
        TaskAssignment assignment = await begun.Task.WaitAsync(Eventually.Patient());
        await client.Client.Tasks.CancelAsync(task.Id, "not wanted");
        await cancelled.Task.WaitAsync(Eventually.Patient());
        await stop.CancelAsync();
        await working;

        Assert.True(assignment.Lost.IsCancellationRequested);
        Assert.Equal(TaskItemStatus.Cancelled, (await client.Client.Tasks.GetAsync(task.Id)).Status);
    }

    [Fact]
    public async Task A_lease_is_renewed_in_time_and_lost_when_it_cannot_be()
    {
        var time = new ManualTime();
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host, time);
        await using AgentConnection agent = await RegisterAsync(client);
        await CreateAsync(client, "long");
        await using TaskAssignment? task = await agent.ClaimNextTaskAsync(Options with { Lease = TimeSpan.FromMinutes(3) });

        time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => client.Calls.Count(nameof(ITaskBoardGrain.Renew)) == 1, "it is renewed after a third");
        Assert.False(task!.Lost.IsCancellationRequested);

        client.Calls.Cut(nameof(ITaskBoardGrain.Renew));
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(30));
                return task.Lost.IsCancellationRequested;
            },
            "the lease is lost");
    }

    [Fact]
    public async Task An_agent_that_is_registered_elsewhere_loses_its_tasks_at_once()
    {
        await using TestClient client = await TestClient.ConnectAsync(
            fixture.Host, configure: options => options.HeartbeatInterval = TimeSpan.FromMilliseconds(50));
        await using TestClient other = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await RegisterAsync(client);
        await CreateAsync(client, "taken over");
        await using TaskAssignment? task = await agent.ClaimNextTaskAsync(Options);

        await using AgentConnection successor = await other.Client.RegisterAsync(new() { Id = agent.AgentId, Name = "successor" });

        await Eventually.TrueAsync(() => task!.Lost.IsCancellationRequested, "the task is lost");
        await Assert.ThrowsAsync<ConflictException>(() => agent.HandleTasksAsync((_, _) => Task.CompletedTask, Options));
        await using TaskAssignment? again = await successor.ClaimNextTaskAsync(Options);
        Assert.Equal(task!.Id, again!.Id);
    }

    [Fact]
    public async Task Options_out_of_range_are_refused_by_name()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await RegisterAsync(client);

        ValidationException refused = await Assert.ThrowsAsync<ValidationException>(
            () => agent.HandleTasksAsync((_, _) => Task.CompletedTask, new() { Concurrency = 0 }));

        Assert.Equal("concurrency", refused.Field);
    }

    private static Task<AgentConnection> RegisterAsync(TestClient client) => client.Client.RegisterAsync(new RegisterAgent { Name = "worker" });

    private Task<TaskView> CreateAsync(TestClient client, string title) => client.Client.Tasks.CreateAsync(new() { Title = title, Board = _board });
}
