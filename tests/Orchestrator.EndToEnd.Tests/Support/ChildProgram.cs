using System.Diagnostics;
using System.Text;

namespace Orchestrator.EndToEnd.Tests.Support;

/// <summary>A program of this repository in a process of its own, with everything it prints.</summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private ChildProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => Text(_output);

    public string Error => Text(_error);

    public static ChildProgram Start(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        // A shell that runs tests in the background has its children ignore SIGINT; this one's are as a terminal's.
        var start = new ProcessStartInfo("env")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? string.Empty,
        };
        foreach (string argument in (string[])["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"), .. arguments])
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        var program = new ChildProgram(Process.Start(start)!);
        program._process.StandardInput.Close();
        return program;
    }

    public static ChildProgram StartHost(string data, int port, IReadOnlyDictionary<string, string>? environment = null) =>
        Start("orchestrator-host", ["--urls", $"http://127.0.0.1:{port}", "--data", data], environment);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<Ended> RunAsync(string assembly, params string[] arguments)
    {
        await using ChildProgram program = Start(assembly, arguments);
        return await program.EndAsync();
    }

    /// <summary>Waits until it ends by itself.</summary>
    public async Task<Ended> EndAsync(TimeSpan? within = null)
    {
        await _process.WaitForExitAsync().WaitAsync(within ?? Patience);
        return new Ended(_process.ExitCode, Output, Error);
    }

    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Keep(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
    }

    private static string Text(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}

/// <summary>How a program ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    public IReadOnlyList<string> ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}--- error\n{Error}";
}
