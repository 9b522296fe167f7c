using System.Runtime.InteropServices;

namespace Orchestrator.Testing;

/// <summary>Lets a program that is told to stop take down the hosts that it started: they are processes of their own, and would go on.</summary>
internal static class StopSignals
{
    private const int Stopped = 130; // As a shell says of a program that SIGINT ended.

    /// <summary>Runs a command whose token SIGINT and SIGTERM cancel.</summary>
    /// <returns>The command's exit code; 130 when it was stopped.</returns>
    public static async Task<int> WatchAsync(Func<CancellationToken, Task<int>> command)
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
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("stopped");
            return Stopped;
        }
    }
}
