using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Orchestrator.Cli.Git;

/// <summary>The <c>git</c> program, run without a shell, so that no file name means more than itself.</summary>
/// <param name="folder">Where it runs.</param>
internal sealed class GitProgram(string folder)
{
    /// <summary>Runs it; it has to succeed.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="FailedException">It did not.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        (int code, string output, string error) = await TryAsync(cancellationToken, arguments);
        return code == 0 ? output : throw new FailedException($"git {arguments[0]} failed: {error.Trim()}");
    }

    /// <summary>As <see cref="RunAsync"/>, and leaves out the line's end.</summary>
    public async Task<string> LineAsync(CancellationToken cancellationToken, params IReadOnlyList<string> arguments) =>
        (await RunAsync(cancellationToken, arguments)).TrimEnd('\r', '\n');

    /// <summary>Runs it to its end, however that is.</summary>
    public async Task<(int Code, string Output, string Error)> TryAsync(CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        using Process git = Start(start);
        Task<string> output = git.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> error = git.StandardError.ReadToEndAsync(cancellationToken);
        await Task.WhenAll(output, error, git.WaitForExitAsync(cancellationToken));
        return (git.ExitCode, await output, await error);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new FailedException("git could not be started; is it installed?", exception);
        }
    }
}
