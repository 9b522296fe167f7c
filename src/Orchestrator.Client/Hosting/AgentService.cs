using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Client.Hosting;

/// <summary>Runs one agent of an application, from its registration to its sign-off.</summary>
internal sealed partial class AgentService<THandler>(
    RegisterAgent registration,
    OrchestratorAgentOptions options,
    IOrchestratorClient client,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<AgentService<THandler>> logger) : BackgroundService
    where THandler : class
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (await RegisterAsync(stoppingToken) is not { } agent) return;
        await using (agent)
        {
            // When one of the two fails, the other is stopped in order, too.
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAll(
                RunAsync<IMessageHandler>(() => agent.HandleMessagesAsync(HandleAsync, options.Messages, stopping.Token), stopping),
                RunAsync<ITaskHandler>(() => agent.HandleTasksAsync(HandleAsync, options.Tasks, stopping.Token), stopping));
            LogStopped(agent.AgentId);
        }
    }

    // An application may start long before its host.
    private async Task<AgentConnection?> RegisterAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                try
                {
                    return await client.RegisterAsync(registration, stopping);
                }
                catch (UnavailableException exception)
                {
                    LogNotRegistered(registration.Name, exception.Message);
                    await Task.Delay(Pause, time, stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    private static async Task RunAsync<TKind>(Func<Task> work, CancellationTokenSource stopping)
    {
        if (!typeof(THandler).IsAssignableTo(typeof(TKind))) return;
        try
        {
            await work();
        }
        finally
        {
            await stopping.CancelAsync();
        }
    }

    private async Task HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        await ((IMessageHandler)(object)scope.ServiceProvider.GetRequiredService<THandler>()).HandleAsync(message, cancellationToken);
    }

    private async Task HandleAsync(TaskAssignment task, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        await ((ITaskHandler)(object)scope.ServiceProvider.GetRequiredService<THandler>()).HandleAsync(task, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Agent {Name} is not registered yet: {Reason}")]
    private partial void LogNotRegistered(string name, string reason);

    [LoggerMessage(LogLevel.Information, "Agent {AgentId} takes no more work and signs off")]
    private partial void LogStopped(AgentId agentId);
}
