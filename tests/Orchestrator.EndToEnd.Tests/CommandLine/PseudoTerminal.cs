using System.Diagnostics;
using System.Text;

namespace Orchestrator.EndToEnd.Tests.CommandLine;

/// <summary>The <c>orchestrator</c> command in a terminal, with everything it draws there.</summary>
internal sealed class PseudoTerminal : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private readonly Task _reading;

    private PseudoTerminal(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>Everything that was drawn so far.</summary>
    public string Screen
    {
        get
        {
            lock (_screen) return _screen.ToString();
        }
    }

    /// <summary>Runs a command in a terminal of some size.</summary>
    /// <param name="columns">Its width.</param>
    /// <param name="environment">More variables, as a shell takes them before a command.</param>
    /// <param name="arguments">The command's arguments, without anything that a shell would understand.</param>
    public static PseudoTerminal Start(int columns, string environment, params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "orchestrator.dll");
        string command = $"stty cols {columns} rows 40; {environment} exec dotnet {program} {string.Join(' ', arguments)}";
        var start = new ProcessStartInfo("script", ["-q", "-e", "-f", "-c", command, "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/sh";
        return new PseudoTerminal(Process.Start(start)!);
    }

    /// <summary>Waits for the command's end.</summary>
    /// <returns>Its exit code and all that was drawn.</returns>
    public async Task<(int ExitCode, string Screen)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Support.ChildProgram.Patience);
        await _reading;
        return (_process.ExitCode, Screen);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        char[] buffer = new char[4_096];
        while (await _process.StandardOutput.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_screen) _screen.Append(buffer, 0, count);
        }
    }
}
