using System.Diagnostics;

namespace Orchestrator.Gateway.Tests.Startup;

/// <summary>The host's program, run as a process of its own.</summary>
internal sealed record HostCommand(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs it until it ends.</summary>
    public static async Task<HostCommand> RunAsync(params string[] args)
    {
        using Process process = Start(args);
        using var timeout = new CancellationTokenSource(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return new HostCommand(process.ExitCode, await output, await error);
    }

    /// <summary>Runs it until it is ready, then ends it with a signal.</summary>
    public static async Task<HostCommand> RunUntilSignalAsync(string signal, params string[] args)
    {
        using Process process = Start(args);
        using var timeout = new CancellationTokenSource(Patience);
        Task<string> error = process.StandardError.ReadToEndAsync(timeout.Token);
        var output = new System.Text.StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            output.AppendLine(line);
            if (!line.StartsWith("Stop it", StringComparison.Ordinal)) continue;
            using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
            await kill.WaitForExitAsync(timeout.Token);
        }

        await process.WaitForExitAsync(timeout.Token);
        return new HostCommand(process.ExitCode, output.ToString(), await error);
    }

    // A shell's background job ignores SIGINT and hands that down; the host under test must not inherit it.
    private static Process Start(string[] args) => Process.Start(
        new ProcessStartInfo(
            "env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "orchestrator-host.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
}
