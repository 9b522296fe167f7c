using System.Diagnostics;
using System.Text;

namespace Orchestrator.Crash.Cluster;

/// <summary>PostgreSQL, silos and gateways as processes of this machine, run by <c>deploy/local-cluster.sh</c>.</summary>
/// <param name="script">The script.</param>
/// <param name="folder">Where the cluster keeps everything.</param>
internal sealed class LocalCluster(string script, string folder)
{
    /// <summary>Starts a new one and waits until it serves.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => RunAsync(["start"], cancellationToken);

    /// <summary>Ends all of it.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => RunAsync(["stop"], cancellationToken);

    /// <summary>Ends a part as <c>kill -9</c> does.</summary>
    /// <param name="name"><c>silo-1</c>, <c>gateway-2</c>, <c>postgres</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task KillAsync(string name, CancellationToken cancellationToken) => RunAsync(["kill", name], cancellationToken);

    /// <summary>Stops a part in order, if it runs, and starts it; returns when it serves.</summary>
    /// <param name="name">As above.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RestartAsync(string name, CancellationToken cancellationToken) => RunAsync(["restart", name], cancellationToken);

    /// <summary>The addresses of the gateways.</summary>
    public async Task<IReadOnlyList<Uri>> GatewaysAsync(CancellationToken cancellationToken) =>
        [.. (await RunAsync(["urls"], cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(url => new Uri(url))];

    private async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardOutput = true };
        start.ArgumentList.Add(script);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["CLUSTER_DIR"] = folder;
        using Process process = Process.Start(start)!;
        var output = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line) output.AppendLine(line);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output.ToString()
            : throw new InvalidOperationException($"local-cluster.sh {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }
}
