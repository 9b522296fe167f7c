using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Client.Tests.Tasks;

public sealed class RestartTests
{
    private static readonly TaskBoardId Board = TaskBoardId.Parse("app");

    [Fact]
    public async Task A_task_is_worked_on_through_a_restart_and_completed_when_the_host_is_back()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using TestClient client = await TestClient.ConnectAsync(
            host,
            configure: options =>
            {
                options.CallTimeout = TimeSpan.FromSeconds(1);
                options.RetryFor = TimeSpan.FromMilliseconds(200); // less than the host is away
            });
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "worker" });
        TaskView task = await client.Client.Tasks.CreateAsync(new() { Title = "long", Board = Board });
        var begun = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        var next = new TaskCompletionSource<TaskId>();
        int times = 0;
        using var stop = new CancellationTokenSource();
        Task working = agent.HandleTasksAsync(
            async (assignment, token) =>
            {
                if (assignment.Id != task.Id)
                {
                    next.TrySetResult(assignment.Id);
                    return;
                }

                Interlocked.Increment(ref times);
                begun.TrySetResult();
                await finish.Task.WaitAsync(token);
            },
            new() { Board = Board, MinPause = TimeSpan.FromMilliseconds(10), MaxPause = TimeSpan.FromMilliseconds(50) },
            stop.Token);
        await begun.Task.WaitAsync(Eventually.Patient());

        await host.StopAsync();
        finish.SetResult(); // done while nobody can be told
        await Eventually.TrueAsync(() => agent.ConnectionState == ConnectionState.Reconnecting, "the outage is seen");
        await host.StartAgainAsync();

        await Eventually.TrueAsync(
            async () => await StatusAsync(client, task.Id) == TaskItemStatus.Completed, "the task is completed");
        TaskView second = await client.Client.Tasks.CreateAsync(new() { Title = "next", Board = Board });
        Assert.Equal(second.Id, await next.Task.WaitAsync(Eventually.Patient()));
        await stop.CancelAsync();
        await working;
        Assert.Equal(1, times);
    }

    private static async Task<TaskItemStatus?> StatusAsync(TestClient client, TaskId id)
    {
        try
        {
            return (await client.Client.Tasks.GetAsync(id)).Status;
        }
        catch (Contracts.Errors.UnavailableException)
        {
            return null; // this client gives up soon
        }
    }
}
