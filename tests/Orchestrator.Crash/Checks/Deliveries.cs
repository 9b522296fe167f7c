using System.Text.Json;
using Orchestrator.Crash.Load;

namespace Orchestrator.Crash.Checks;

/// <summary>How many deliveries a gateway's tables have in each state.</summary>
internal static class Deliveries
{
    public const string Acknowledged = "acknowledged";

    /// <summary>Counts them, as the tables are now.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> CountAsync(ClusterHttp http, int gateway, CancellationToken stop)
    {
        JsonElement rows = await http.GetAsync(gateway, "/aggregate?table=message_deliveries&function=count&groupBy=status", stop);
        return rows.GetProperty("items").EnumerateArray().ToDictionary(
            row => row.GetProperty("group").GetString()!, row => (long)row.GetProperty("value").GetDouble(), StringComparer.Ordinal);
    }
}
