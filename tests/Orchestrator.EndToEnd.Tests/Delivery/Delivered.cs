using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Delivery;

/// <summary>Looks at what became of messages that the host brought, over HTTP and by SQL.</summary>
internal static class Delivered
{
    /// <summary>The one delivery of a message, once it has a status.</summary>
    public static async Task<JsonElement> DeliveryAsync(this Api api, string message, string status)
    {
        JsonElement delivery = default;
        await Eventually.IsTrueAsync(
            async () =>
            {
                delivery = Assert.Single((await api.QueryAsync($"/messages/{message}/deliveries")).Items);
                return delivery.GetProperty("status").GetString() == status;
            },
            $"{message} is {status}");
        return delivery;
    }

    /// <summary>The message's row of <c>agent_messages</c>, as S1's programs read it.</summary>
    public static SqliteRow AgentMessage(this HostProcess host, string message)
    {
        using SqliteFile tables = SqliteFile.OpenReporting(host.Folder);
        return Assert.Single(tables.Query("SELECT * FROM agent_messages WHERE message_id = ?", message));
    }

    public static async Task<string> SendAsync(this Api api, string to, string content, int? maxRetries = null) =>
        (await api.PostAsync("/messages", new { from = "planner", to, content, maxRetries })).GetProperty("id").GetString()!;
}
