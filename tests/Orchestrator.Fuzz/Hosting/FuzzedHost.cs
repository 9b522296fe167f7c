using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.Benchmarks.Soak;
using Orchestrator.Fuzz.Generation;
using Orchestrator.Testing;

namespace Orchestrator.Fuzz.Hosting;

/// <summary>A real host in a process of its own, closed by a token, with something in it for inputs to meet.</summary>
internal sealed class FuzzedHost : IAsyncDisposable
{
    private const string Unlimited = "1000000";

    private readonly string _folder;
    private readonly HostProcess _process;

    private FuzzedHost(string folder, HostProcess process) => (_folder, _process) = (folder, process);

    public Uri Url => _process.Url;

    public string Token { get; private set; } = string.Empty;

    public JsonElement Document { get; private set; }

    /// <summary>What the host's process has said so far.</summary>
    public string Output => _process.Output;

    private string Probe => Path.Combine(_folder, "probe.sock");

    public static async Task<FuzzedHost> StartAsync(CancellationToken stop)
    {
        string folder = Directory.CreateTempSubdirectory("orchestrator-fuzz-").FullName;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(FuzzedHost).Assembly.Location,
            [StartupHook.Variable] = Path.Combine(folder, "probe.sock"),
            ["RateLimits__TokenPerSecond"] = Unlimited,
            ["RateLimits__TokenBurst"] = Unlimited,
            ["RateLimits__AgentPerSecond"] = Unlimited,
            ["RateLimits__AgentBurst"] = Unlimited,
        };
        var host = new FuzzedHost(folder, await HostProcess.StartAsync(Path.Combine(folder, "data"), environment: environment, cancellationToken: stop));
        await host.PrepareAsync(stop);
        return host;
    }

    /// <summary>Bytes of live objects, after a full collection.</summary>
    public async Task<long> LiveBytesAsync(CancellationToken stop) => (await HeapReading.AskAsync(Probe, collect: true, stop)).Live;

    /// <summary>Whether the host says to be ready, takes a usual message and still has its heap in hand.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public async Task<string?> CheckHealthAsync(CancellationToken stop)
    {
        using HttpResponseMessage ready = await _process.Http.GetAsync(new Uri(Url, "/readyz"), stop);
        if (!ready.IsSuccessStatusCode) return $"/readyz answers {(int)ready.StatusCode}: {await ready.Content.ReadAsStringAsync(stop)}";
        using HttpResponseMessage sent = await _process.Http.PostAsJsonAsync(
            new Uri(Url, "/api/v1/messages"), new { from = "healthy-one", to = "healthy-two", content = "still here?" }, stop);
        return sent.IsSuccessStatusCode ? null : $"a usual message is answered {(int)sent.StatusCode}: {await sent.Content.ReadAsStringAsync(stop)}";
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task PrepareAsync(CancellationToken stop)
    {
        HttpClient http = _process.Http;
        using HttpResponseMessage made = await http.PostAsJsonAsync(new Uri(Url, "/api/v1/tokens"), new { name = "fuzz", role = "admin" }, stop);
        made.EnsureSuccessStatusCode();
        Token = (await made.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("token").GetString()!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Document = await http.GetFromJsonAsync<JsonElement>(new Uri(Url, "/openapi/v1.json"), stop);
        foreach ((string path, object body) in Things())
        {
            using HttpResponseMessage answer = await http.PostAsJsonAsync(new Uri(Url, $"/api/v1{path}"), body, stop);
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(stop)}");
        }
    }

    private static IEnumerable<(string Path, object Body)> Things()
    {
        foreach (string session in Pools.Sessions) yield return ("/sessions", new { id = session, type = "director", name = session });
        yield return ("/sessions/s1/departments", new { id = "d1", name = "quality control", domain = "quality" });
        foreach (string agent in Pools.Agents)
            yield return ("/agents", new { id = agent, name = agent, type = "coder", team = "blue", sessionId = "s1", capabilities = new[] { "csharp" } });
        foreach (string conversation in Pools.Conversations.Take(3))
            yield return ("/conversations", new { id = conversation, title = "one", participants = new[] { new { agentId = "a1" }, new { agentId = "a2" } }, createdBy = "a1" });
        foreach (string message in Pools.Messages.Take(6)) yield return ("/messages", new { id = message, from = "a1", to = "a2", content = message });
        foreach (string task in Pools.Tasks.Take(8)) yield return ("/tasks", new { id = task, title = task, board = "b1" });
        yield return ("/file-leases", new { id = "l1", project = "/srv/p1", agentId = "a1", patterns = new[] { "src/a.cs" } });
        yield return ("/sessions/s1/checkpoints", new { id = "k1", name = "one", snapshot = new { a = 1 } });
    }
}
