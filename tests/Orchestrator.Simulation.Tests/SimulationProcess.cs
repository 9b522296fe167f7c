using System.Diagnostics;

namespace Orchestrator.Simulation.Tests;

/// <summary>
/// A process that runs schedules. They need one of their own: hash codes must be the same in every process, and only at a start
/// can that be arranged.
/// </summary>
public sealed class SimulationProcess : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Process _process;

    public SimulationProcess()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Orchestrator.Simulation.dll"));
        start.ArgumentList.Add("--stdin");
        _process = Process.Start(start)!;
    }

    /// <summary>Runs the command with these arguments.</summary>
    /// <returns>Its exit code, and what it printed.</returns>
    public async Task<(int ExitCode, string Output)> RunAsync(string arguments)
    {
        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(arguments);
            await _process.StandardInput.FlushAsync();
            var output = new List<string>();
            while (true)
            {
                string line = await _process.StandardOutput.ReadLineAsync()
                    ?? throw new InvalidOperationException($"the process ended: {string.Join('\n', output)}");
                if (line.StartsWith("= ", StringComparison.Ordinal)) return (int.Parse(line.AsSpan(2)), string.Join('\n', output));
                output.Add(line);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _turn.Dispose();
    }
}
