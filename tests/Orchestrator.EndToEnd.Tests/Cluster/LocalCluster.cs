#if ORLEANS
using System.Diagnostics;
using System.Globalization;
using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Cluster;

/// <summary>PostgreSQL, three silos and two gateways as processes of their own: what <c>deploy/local-cluster.sh</c> starts.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();

    private readonly IReadOnlyDictionary<string, string> _environment;

    private LocalCluster(IReadOnlyDictionary<string, string> environment) => _environment = environment;

    /// <summary>The gateways.</summary>
    public IReadOnlyList<HttpClient> Gateways { get; private set; } = [];

    /// <summary>The connection string of the store.</summary>
    public string Store => File.ReadAllText(Path.Combine(_folder.FullPath, "store")).Trim();

    /// <summary>Starts all and returns when all are ready.</summary>
    /// <param name="environment">Variables for the silos and gateways.</param>
    public static async Task<LocalCluster> StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var cluster = new LocalCluster(environment ?? new Dictionary<string, string>(StringComparer.Ordinal));
        try
        {
            await cluster.RunAsync("start");
            cluster.Gateways = [cluster.Gateway("gateway1"), cluster.Gateway("gateway2")];
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills a process with SIGKILL; PostgreSQL stops at once, as in a crash.</summary>
    public Task KillAsync(string name) => RunAsync("kill", name);

    /// <summary>Stops a process in order, if it runs, and waits until it is ready again.</summary>
    public Task RestartAsync(string name) => RunAsync("restart", name);

    public async ValueTask DisposeAsync()
    {
        foreach (HttpClient gateway in Gateways) gateway.Dispose();
        await RunAsync("stop");
        _folder.Dispose();
    }

    private static string Script()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OrleansOrchestrator.sln"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("the tests lie outside the repository"), "deploy", "local-cluster.sh");
    }

    private HttpClient Gateway(string name)
    {
        string port = File.ReadAllText(Path.Combine(_folder.FullPath, "ports", name)).Trim();
        return new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(60) };
    }

    private async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Script(), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in _environment) start.Environment[name] = value;
        start.Environment["CLUSTER_FOLDER"] = _folder.FullPath;
        start.Environment["CLUSTER_HOST"] = Path.Combine(AppContext.BaseDirectory, "orchestrator-host");
        start.Environment["CLUSTER_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        using Process script = Process.Start(start)!;
        Task<string> output = script.StandardOutput.ReadToEndAsync();
        Task<string> error = script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(script.ExitCode == 0, $"local-cluster.sh {string.Join(' ', arguments)} failed: {await error}{await output}");
    }
}
#endif
