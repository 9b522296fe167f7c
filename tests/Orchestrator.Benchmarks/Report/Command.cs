using System.Runtime.InteropServices;

namespace Orchestrator.Benchmarks.Report;

/// <summary>Runs a command so that SIGINT and SIGTERM let it take down what it started.</summary>
internal static class Command
{
    /// <returns>The command's exit code; 2 when it was called wrongly, 130 when it was stopped.</returns>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> command)
    {
        using var stopping = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await command(stopping.Token);
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("stopped");
            return 130;
        }
    }
}
