using System.Text.Json;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Comparison.Ours;

/// <summary>What a host in another process says of itself.</summary>
internal static class HostStatus
{
    /// <summary>Ends when its tables have all that is in its journal.</summary>
    public static async Task ProjectedAsync(HostProcess host, CancellationToken cancellationToken)
    {
        while (true)
        {
            using JsonDocument status = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri(host.Url, "/api/v1/status"), cancellationToken));
            JsonElement root = status.RootElement;
            if (root.GetProperty("projection").GetProperty("position").GetInt64() >= root.GetProperty("journal").GetProperty("lastPosition").GetInt64()) return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }
}
