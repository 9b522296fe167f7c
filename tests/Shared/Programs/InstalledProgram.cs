using System.Diagnostics;

namespace Orchestrator.Testing;

/// <summary>A program that a test runs for real, until it is disposed.</summary>
public sealed class InstalledProgram : IAsyncDisposable
{
    private InstalledProgram(Process process) => Process = process;

    public Process Process { get; }

    /// <summary>Fails the test, naming the package, if a program is not in the path.</summary>
    public static void Require(string program, string package)
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        if (!path.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))))
            Assert.Fail($"this test needs {program}: apt-get install -y {package}");
    }

    public static InstalledProgram Start(
        string program, string package, IEnumerable<string> arguments, string? display = null, bool redirectInput = false)
    {
        Require(program, package);
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = redirectInput,
        };
        if (display is not null) start.Environment["DISPLAY"] = display;
        start.Environment["LC_ALL"] = "C.UTF-8";
        return new InstalledProgram(Process.Start(start)!);
    }

    /// <summary>Runs a program to its end and returns what it wrote.</summary>
    public static async Task<string> RunAsync(string program, string package, IEnumerable<string> arguments, string? display = null)
    {
        await using InstalledProgram run = Start(program, package, arguments, display);
        Task<string> error = run.Process.StandardError.ReadToEndAsync();
        string output = await run.Process.StandardOutput.ReadToEndAsync();
        await run.Process.WaitForExitAsync();
        Assert.True(run.Process.ExitCode == 0, $"{program} failed: {await error}");
        return output;
    }

    /// <summary>Waits for what a program brings about.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            if (patience.IsCancellationRequested) Assert.Fail($"after 30 s still not so: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
    }
}
