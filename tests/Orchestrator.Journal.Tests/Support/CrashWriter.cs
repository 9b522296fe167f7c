using System.Diagnostics;

namespace Orchestrator.Journal.Tests;

/// <summary>A process of its own that appends to a journal until it is killed.</summary>
internal sealed class CrashWriter : IDisposable
{
    private readonly Process _process;

    private CrashWriter(Process process) => _process = process;

    public int Pid => _process.Id;

    /// <summary>Starts it on a folder or a PostgreSQL database.</summary>
    public static CrashWriter Start(string store)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Orchestrator.Journal.CrashWriter.dll");
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return new CrashWriter(Process.Start(new ProcessStartInfo(dotnet, ["exec", program, store])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
    }

    /// <summary>Reads acknowledged rows, as the process prints them.</summary>
    public async Task<List<Acknowledged>> ReadAsync(int rows)
    {
        List<Acknowledged> all = [];
        while (all.Count < rows && await _process.StandardOutput.ReadLineAsync().SoonAsync() is { } line)
            all.Add(Acknowledged.Parse(line));
        return all;
    }

    /// <summary>Kills the process as kill -9 does, and reads what it has printed before.</summary>
    public async Task<List<Acknowledged>> KillAsync()
    {
        _process.Kill();
        List<Acknowledged> rest = [];
        string output = await _process.StandardOutput.ReadToEndAsync().SoonAsync();
        // The last line may have been cut by the kill.
        foreach (string line in output.Split('\n')[..^1])
            rest.Add(Acknowledged.Parse(line));
        await _process.WaitForExitAsync().SoonAsync();
        return rest;
    }

    /// <summary>Waits until the process ends by itself.</summary>
    public async Task<(int ExitCode, string Error)> EndAsync()
    {
        string error = await _process.StandardError.ReadToEndAsync().SoonAsync();
        await _process.WaitForExitAsync().SoonAsync();
        return (_process.ExitCode, error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>A row the process was told is on disk.</summary>
    public sealed record Acknowledged(string Grain, long Sequence, long Position)
    {
        public static Acknowledged Parse(string line) => line.Split(' ') is [string grain, string sequence, string position]
            ? new Acknowledged(grain, long.Parse(sequence), long.Parse(position))
            : throw new FormatException($"'{line}' isn't an acknowledgement.");
    }
}
