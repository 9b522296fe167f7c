using System.Diagnostics;
using System.Text;

namespace Orchestrator.Crash.Cluster;

/// <summary>
/// PostgreSQL, silos and gateways as processes of this machine, run by <c>deploy/local-cluster.sh</c>. They end with this process.
/// </summary>
/// <param name="folder">Where the cluster keeps everything; the user <c>postgres</c> must get into it.</param>
/// <param name="silos">How many silos: <c>silo1</c>, …</param>
/// <param name="gateways">How many gateways: <c>gateway1</c>, …</param>
internal sealed class LocalCluster(string folder, int silos = 3, int gateways = 2)
{
    /// <summary>How many silos it has.</summary>
    public int Silos => silos;

    /// <summary>Starts what does not run and waits until it serves.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => RunAsync(["start"], cancellationToken);

    /// <summary>Ends all of it.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => RunAsync(["stop"], cancellationToken);

    /// <summary>Ends a part as <c>kill -9</c> does.</summary>
    /// <param name="name">Its name; <c>postgres</c> is stopped without a checkpoint.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task KillAsync(string name, CancellationToken cancellationToken) => RunAsync(["kill", name], cancellationToken);

    /// <summary>Stops a part in order, if it runs, and starts it; returns when it serves.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RestartAsync(string name, CancellationToken cancellationToken) => RunAsync(["restart", name], cancellationToken);

    /// <summary>What runs: processes and addresses.</summary>
    public async Task<IReadOnlyList<Part>> PartsAsync(CancellationToken cancellationToken)
    {
        string table = await RunAsync(["status"], cancellationToken);
        return
        [
            .. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(words => new Part(words[0], int.TryParse(words[1], out int process) ? process : null, words[3])),
        ];
    }

    /// <summary>The addresses of the gateways.</summary>
    public async Task<IReadOnlyList<Uri>> GatewaysAsync(CancellationToken cancellationToken) =>
    [
        .. (await PartsAsync(cancellationToken)).Where(part => part.Name.StartsWith("gateway", StringComparison.Ordinal)).Select(part => new Uri(part.Address)),
    ];

    private static string Script()
    {
        foreach (string start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (string? above = start; above is not null; above = Path.GetDirectoryName(above))
            {
                if (Path.Combine(above, "deploy", "local-cluster.sh") is var script && File.Exists(script)) return script;
            }
        }

        throw new InvalidOperationException("Run it inside the repository: it needs deploy/local-cluster.sh.");
    }

    private async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardOutput = true };
        start.ArgumentList.Add(Script());
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["CLUSTER_FOLDER"] = folder;
        start.Environment["CLUSTER_SILOS"] = $"{silos}";
        start.Environment["CLUSTER_GATEWAYS"] = $"{gateways}";
        start.Environment["CLUSTER_OWNER"] = $"{Environment.ProcessId}";
        using Process process = Process.Start(start)!;
        var output = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line) output.AppendLine(line);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output.ToString()
            : throw new InvalidOperationException($"local-cluster.sh {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }
}
