using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Client;
using Orchestrator.Contracts.Identifiers;

string host = args.Length > 0 ? args[0] : "http://127.0.0.1:5080";
HostApplicationBuilder app = Host.CreateApplicationBuilder();
app.Services.AddOrchestratorClient(options => options.Endpoint = new Uri(host));
app.Services.AddOrchestratorAgent<Coder>(
    new() { Id = AgentId.Parse("first-agent"), Name = "first-agent", Capabilities = ["csharp"] },
    agent => agent.Tasks = new() { Board = TaskBoardId.Parse("first") });
app.Services.AddHealthChecks().AddOrchestratorClient();

// Registered, with heartbeats from now on, also through restarts of the host. Ctrl-C: takes nothing new, finishes what
// it has within 20 s or gives it back, and signs off.
await app.Build().RunAsync();

internal sealed class Coder : IMessageHandler, ITaskHandler
{
    // Returns: acknowledged. Throws: comes again later.
    public async Task HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{message.From} wrote: {message.Text}");
        await message.RespondAsync("I will", cancellationToken);
    }

    // Returns: completed. Throws: another attempt. The token ends the work when the task is not this agent's any more.
    public async Task HandleAsync(TaskAssignment task, CancellationToken cancellationToken)
    {
        Console.WriteLine($"works on: {task.Title}");
        await using FileReservation files = await task.Agent.ReserveFilesAsync(
            "/workspace/first", ["src/**/*.cs"], task.Title, cancellationToken);

        // The model's turns come here; task and files are renewed meanwhile.
        await task.ReportUsageAsync("gpt-5", inputTokens: 1_200, outputTokens: 300, cost: 0.01m, cancellationToken);
        await task.CompleteAsync("it builds", cancellationToken);
    }
}
