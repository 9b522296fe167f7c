using System.Diagnostics;

namespace Orchestrator.Crash.Lab.Hosts;

/// <summary>The release build of the host, made once.</summary>
internal static class HostBinary
{
    private const string Solution = "OrleansOrchestrator.sln";

    /// <summary>Builds it where the sources are newer.</summary>
    /// <returns>The assembly to run.</returns>
    /// <exception cref="InvalidOperationException">It does not build.</exception>
    public static async Task<string> BuildAsync(CancellationToken stop)
    {
        string root = Root();
        var start = new ProcessStartInfo("dotnet", ["build", Path.Combine(root, "src/Orchestrator.Host"), "-c", "Release", "-p:RunAnalyzers=false", "-v", "q", "--nologo"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using Process build = Process.Start(start)!;
        string output = await build.StandardOutput.ReadToEndAsync(stop);
        await build.WaitForExitAsync(stop);
        if (build.ExitCode != 0) throw new InvalidOperationException($"the host does not build:\n{output}");
        return Path.Combine(root, "artifacts/bin/Orchestrator.Host/release/orchestrator-host.dll");
    }

    private static string Root()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, Solution))) return folder;
        }

        throw new InvalidOperationException($"{Solution} is in no folder above {AppContext.BaseDirectory}");
    }
}
