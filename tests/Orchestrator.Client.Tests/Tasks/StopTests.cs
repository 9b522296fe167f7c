using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Client.Tests.Tasks;

public sealed class StopTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    private readonly TaskBoardId _board = TaskBoardId.Parse($"b{Guid.NewGuid():N}");

    private TaskWorkOptions Options => new() { Board = _board, MinPause = TimeSpan.FromMilliseconds(10), MaxPause = TimeSpan.FromMilliseconds(10) };

    [Fact]
    public async Task What_is_in_hand_is_finished_and_nothing_more_is_taken()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "worker" });
        TaskView first = await CreateAsync(client);
        TaskView second = await CreateAsync(client);
        var begun = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();

        Task working = agent.HandleTasksAsync(
            async (_, token) =>
            {
                begun.TrySetResult();
                await finish.Task.WaitAsync(token);
            },
            Options,
            stop.Token);
        await begun.Task.WaitAsync(Eventually.Patient());
        await stop.CancelAsync();
        Assert.False(working.IsCompleted);
        finish.SetResult();
        await working.WaitAsync(Eventually.Patient());

        Assert.Equal(TaskItemStatus.Completed, (await client.Client.Tasks.GetAsync(first.Id)).Status);
        Assert.Equal((TaskItemStatus.Pending, 0), ((await client.Client.Tasks.GetAsync(second.Id)).Status, second.Attempts));
    }

    [Fact]
    public async Task What_does_not_end_in_time_is_given_back()
    {
        var time = new ManualTime();
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host, time);
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "worker" });
        TaskView task = await CreateAsync(client);
        var begun = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();

        Task working = agent.HandleTasksAsync(
            async (_, token) =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            },
            Options with { FinishWithin = TimeSpan.FromSeconds(20) },
            stop.Token);
        await begun.Task.WaitAsync(Eventually.Patient());
        await stop.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(working.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await working.WaitAsync(Eventually.Patient());

        TaskView back = await client.Client.Tasks.GetAsync(task.Id);
        Assert.Equal((TaskItemStatus.Pending, "its agent stops"), (back.Status, back.Reason));
    }

    [Fact]
    public async Task Messages_are_acknowledged_given_back_or_finished()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "reader" });
        await using AgentConnection sender = await client.Client.RegisterAsync(new RegisterAgent { Name = "writer" });
        foreach (string text in (string[])["good", "bad", "slow"]) await sender.SendAsync(agent.AgentId, text);
        var slow = new TaskCompletionSource();
        int failures = 0;
        using var stop = new CancellationTokenSource();

        Task working = agent.HandleMessagesAsync(
            async (message, token) =>
            {
                if (message.Text == "bad" && Interlocked.Increment(ref failures) == 1) throw new InvalidOperationException("not understood");
                if (message.Text != "slow") return;
                slow.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            },
            new() { FinishWithin = TimeSpan.Zero },
            stop.Token);
        await slow.Task.WaitAsync(Eventually.Patient());
        await stop.CancelAsync();
        await working.WaitAsync(Eventually.Patient());

        Assert.True(failures >= 1);
        Assert.InRange((await agent.GetInboxSummaryAsync()).Queued, 1, 2); // slow came back; bad may have
        ReceivedMessage again = await NextAsync(agent, "slow");
        Assert.Equal(2, again.Attempt);
    }

    private static async Task<ReceivedMessage> NextAsync(AgentConnection agent, string text)
    {
        await foreach (ReceivedMessage message in agent.InboxAsync(cancellationToken: Eventually.Patient()))
        {
            if (message.Text == text) return message;
            await message.AckAsync();
        }

        throw new InvalidOperationException("the inbox ended");
    }

    private Task<TaskView> CreateAsync(TestClient client) => client.Client.Tasks.CreateAsync(new() { Title = "work", Board = _board });
}
