using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Report;

/// <summary>Runs a command: what is called wrongly says so, and what is stopped takes down what it started.</summary>
internal static class Command
{
    /// <returns>The command's exit code; 2 when it was called wrongly, 130 when it was stopped.</returns>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> command)
    {
        try
        {
            return await StopSignals.WatchAsync(command);
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
    }
}
