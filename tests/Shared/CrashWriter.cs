using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Testing;

/// <summary>A process of its own that appends to a journal until it is killed.</summary>
internal sealed class CrashWriter : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private CrashWriter(Process process) => _process = process;

    public int Pid => _process.Id;

    /// <summary>How many appends failed, of what was read.</summary>
    public int Failures { get; private set; }

    /// <summary>Starts it on a folder or a PostgreSQL database.</summary>
    public static CrashWriter Start(string store, long walBytes = 1 << 20, IReadOnlyDictionary<string, string>? environment = null)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Orchestrator.Journal.CrashWriter.dll");
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, ["exec", program, store, walBytes.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        return new CrashWriter(Process.Start(start)!);
    }

    /// <summary>Reads acknowledged rows, as the process prints them.</summary>
    public async Task<List<Acknowledged>> ReadAsync(int rows)
    {
        List<Acknowledged> all = [];
        while (all.Count < rows && await ReadLineAsync() is { } line) Add(line, all);
        return all;
    }

    /// <summary>Reads until so many appends have failed, and returns the rows that were acknowledged meanwhile.</summary>
    public async Task<List<Acknowledged>> ReadToFailuresAsync(int failures)
    {
        List<Acknowledged> all = [];
        while (Failures < failures && await ReadLineAsync() is { } line) Add(line, all);
        return all;
    }

    /// <summary>Kills the process as kill -9 does, and reads what it has printed before.</summary>
    public async Task<List<Acknowledged>> KillAsync()
    {
        _process.Kill();
        List<Acknowledged> rest = [];
        string output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        // The last line may have been cut by the kill.
        foreach (string line in output.Split('\n')[..^1]) Add(line, rest);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return rest;
    }

    /// <summary>Waits until the process ends by itself.</summary>
    public async Task<(int ExitCode, string Error)> EndAsync()
    {
        string error = await _process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    private void Add(string line, List<Acknowledged> rows)
    {
        if (line == "-") Failures++;
        else rows.Add(Acknowledged.Parse(line));
    }

    /// <summary>A row the process was told is on disk.</summary>
    public sealed record Acknowledged(string Grain, long Sequence, long Position)
    {
        public static Acknowledged Parse(string line) => line.Split(' ') is [string grain, string sequence, string position]
            ? new Acknowledged(grain, long.Parse(sequence), long.Parse(position))
            : throw new FormatException($"'{line}' isn't an acknowledgement.");
    }
}
