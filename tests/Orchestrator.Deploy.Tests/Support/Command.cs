using System.Diagnostics;
using Orchestrator.Testing;

namespace Orchestrator.Deploy.Tests.Support;

/// <summary>A command that runs to its end.</summary>
internal static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Runs one of a Debian package; fails the test, naming the package, where it is not there.</summary>
    public static Task<Ended> RunAsync(string program, string package, params IEnumerable<string> arguments)
    {
        InstalledProgram.Require(program, package);
        return RunAsync([program, .. arguments], folder: null, environment: null);
    }

    /// <summary>Runs one in a folder.</summary>
    public static async Task<Ended> RunAsync(
        IReadOnlyList<string> command, string? folder, IReadOnlyDictionary<string, string>? environment)
    {
        using Process process = Start(command, folder, environment);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var late = new CancellationTokenSource(Patience, TimeProvider.System);
        await process.WaitForExitAsync(late.Token);
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>Starts one; the caller reads what it prints.</summary>
    public static Process Start(IReadOnlyList<string> command, string? folder, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? string.Empty,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}

/// <summary>How a command ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    /// <summary>Fails the test with all that was said unless it ended well.</summary>
    public Ended Succeeded()
    {
        Assert.True(ExitCode == 0, ToString());
        return this;
    }

    public override string ToString() => $"exit code {ExitCode}\n{Output}{Error}";
}
