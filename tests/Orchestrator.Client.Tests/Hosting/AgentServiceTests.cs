using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Client.Tests.Hosting;

public sealed class AgentServiceTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    private readonly AgentId _id = AgentId.Parse($"hosted{Guid.NewGuid():N}");
    private readonly TaskBoardId _board = TaskBoardId.Parse($"b{Guid.NewGuid():N}");

    [Fact]
    public async Task An_applications_agent_works_inbox_and_tasks_and_signs_off_when_the_application_stops()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection sender = await client.Client.RegisterAsync(new() { Name = "sender" });
        var seen = new Seen();
        using IHost app = Build(seen);
        await app.StartAsync();

        await sender.SendAsync(_id, "hello");
        TaskView quick = await client.Client.Tasks.CreateAsync(new() { Title = "quick", Board = _board });
        await Eventually.TrueAsync(
            async () => (await client.Client.Tasks.GetAsync(quick.Id)).Status == TaskItemStatus.Completed, "the task is done");
        await Eventually.TrueAsync(() => seen.Texts.Contains("hello"), "the message is handled");
        TaskView slow = await client.Client.Tasks.CreateAsync(new() { Title = "slow", Board = _board });
        await seen.SlowBegan.Task.WaitAsync(Eventually.Patient());
        await app.StopAsync();

        TaskView back = await client.Client.Tasks.GetAsync(slow.Id);
        Assert.Equal((TaskItemStatus.Pending, "its agent stops"), (back.Status, back.Reason));
        Assert.Equal(AgentStatus.Offline, (await client.Client.GetAgentAsync(_id)).Status);
        Assert.True(seen.Handlers.Count >= 3, "each message and task has a handler of its own");
    }

    [Fact]
    public async Task An_agent_that_is_taken_over_stops_its_application()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        using IHost app = Build(new Seen());
        await app.StartAsync();
        await Eventually.TrueAsync(
            async () => await client.Client.GetAgentAsync(_id).ContinueWith(read => read.IsCompletedSuccessfully, TaskScheduler.Default),
            "it is registered");
        var stopped = new TaskCompletionSource();
        app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopped.SetResult);

        await using AgentConnection successor = await client.Client.RegisterAsync(new() { Id = _id, Name = "successor" });

        await stopped.Task.WaitAsync(Eventually.Patient());
        await app.StopAsync();
        Assert.NotEqual(AgentStatus.Offline, (await client.Client.GetAgentAsync(_id)).Status);
    }

    [Fact]
    public void A_handler_of_nothing_is_refused() => Assert.Throws<ArgumentException>(
        () => new ServiceCollection().AddOrchestratorAgent<string>(new() { Name = "x" }));

    private IHost Build(Seen seen)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton(seen);
        builder.Services.AddOrchestratorClient(options =>
        {
            options.Endpoint = fixture.Host.Url;
            options.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
        });
        builder.Services.AddOrchestratorAgent<Handler>(
            new() { Id = _id, Name = "hosted" },
            options => options.Tasks = new()
            {
                Board = _board,
                MinPause = TimeSpan.FromMilliseconds(10),
                MaxPause = TimeSpan.FromMilliseconds(50),
                FinishWithin = TimeSpan.Zero,
            });
        return builder.Build();
    }

    private sealed class Seen
    {
        public ConcurrentBag<string> Texts { get; } = [];

        public ConcurrentDictionary<object, bool> Handlers { get; } = [];

        public TaskCompletionSource SlowBegan { get; } = new();
    }

    private sealed class Handler(Seen seen) : IMessageHandler, ITaskHandler
    {
        public Task HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            seen.Handlers[this] = true;
            seen.Texts.Add(message.Text);
            return Task.CompletedTask;
        }

        public async Task HandleAsync(TaskAssignment task, CancellationToken cancellationToken)
        {
            seen.Handlers[this] = true;
            if (task.Title != "slow") return;
            seen.SlowBegan.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
    }
}
