using System.Diagnostics;
using System.Reflection;

namespace ReviewPair.Running;

/// <summary>This program once more, as another process. What it prints goes where this one's errors go.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _name;

    private ChildProcess(Process process, string name)
    {
        _process = process;
        _name = name;
        process.OutputDataReceived += (_, line) => Forward(line.Data);
        process.ErrorDataReceived += (_, line) => Forward(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts it with other arguments.</summary>
    public static ChildProcess Start(string[] arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("this process has no program file");

        // "dotnet review-pair.dll" runs as dotnet; the assembly has to be named again.
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] all = isHost ? [Assembly.GetEntryAssembly()!.Location, .. arguments] : arguments;
        var start = new ProcessStartInfo(program, all)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ChildProcess(Process.Start(start)!, arguments[0]);
    }

    /// <summary>Waits until it ended well.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public async Task SucceedAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        if (_process.ExitCode != 0) throw new IOException($"the {_name} ended with exit code {_process.ExitCode}");
    }

    /// <summary>Ends it, if it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private void Forward(string? line)
    {
        if (line is not null) Console.Error.WriteLine($"[{_name} {_process.Id}] {line}");
    }
}
