using Microsoft.Extensions.Logging;
using Orchestrator.Client;
using Orchestrator.Contracts.Errors;
using ReviewPair.Git;

namespace ReviewPair;

/// <summary>Runs an agent against a host until it is done; what goes wrong becomes one line and exit code 1.</summary>
internal static class AgentProgram
{
    /// <summary>Connects, runs, disconnects.</summary>
    public static async Task<int> RunAsync(
        Uri url, Func<IOrchestratorClient, CancellationToken, Task> agent, CancellationToken cancellationToken)
    {
        try
        {
            await using OrchestratorConnection client = await OrchestratorConnection.OpenAsync(
                options => options.Endpoint = url,
                logging => logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace),
                cancellationToken);
            await agent(client, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception) when (exception is OrchestratorException or GitException or TimeoutException or IOException)
        {
            await Console.Error.WriteLineAsync($"error: {exception.Message}");
            return 1;
        }
    }
}
