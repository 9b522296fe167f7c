using Orchestrator.Client;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Samples;

/// <summary>samples/FirstAgent, which is the README's .NET snippet, as its readers run it.</summary>
public sealed class FirstAgentTests : IDisposable
{
    private static readonly AgentId Id = AgentId.Parse("first-agent");
    private static readonly TaskBoardId Board = TaskBoardId.Parse("first");

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task It_works_inbox_and_tasks_through_a_kill_of_the_host_and_stops_in_order(string signal)
    {
        HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        try
        {
            await using ChildProgram agent = ChildProgram.Start("first-agent", [host.Url.ToString()]);
            await using OrchestratorConnection connection = await OrchestratorConnection.OpenAsync(o => o.Endpoint = host.Url);
            await using AgentConnection planner = await connection.RegisterAsync(new() { Name = "planner" });
            TaskView first = await CreateAsync(planner, "first task");
            await CompletedAsync(connection, first);

            await host.KillAsync();
            await host.DisposeAsync();
            host = await HostProcess.StartAsync(_folder.Data, _port);
            string answer = (await planner.AskAsync(Id, "hello", ChildProgram.Patience)).Content.GetString()!;
            TaskView second = await CreateAsync(planner, "second task");
            await CompletedAsync(connection, second);
            await agent.SignalAsync(signal);
            Ended ended = await agent.EndAsync();

            Assert.True(ended.ExitCode == 0, $"{ended}");
            Assert.Equal("I will", answer);
            Assert.Contains("wrote: hello", ended.Output, StringComparison.Ordinal);
            Assert.Equal(AgentStatus.Offline, (await connection.GetAgentAsync(Id)).Status);
            Assert.Empty(await planner.CheckFilesAsync("/workspace/first", ["src/a.cs"]));
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    private static Task<TaskView> CreateAsync(AgentConnection planner, string title) =>
        planner.CreateTaskAsync(new() { Title = title, Board = Board, RequiredCapabilities = ["csharp"] });

    private static async Task CompletedAsync(OrchestratorConnection connection, TaskView task)
    {
        TaskView? seen = null;
        await Eventually.IsTrueAsync(
            async () => (seen = await connection.Tasks.GetAsync(task.Id)).Status == TaskItemStatus.Completed, $"{task.Title} is completed");
        Assert.Equal("it builds", seen!.Result?.GetString());
    }
}
