using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>The tables of a stopped host whose deliveries have all ended, built anew from its journal.</summary>
internal static class RebuiltTables
{
    private static readonly string[] Filled =
    [
        "sessions", "session_events", "agents", "agent_totals", "conversations", "conversation_participants", "messages",
        "message_deliveries", "agent_messages",
    ];

    /// <summary>Deletes them, and compares every row with what a start makes of the journal.</summary>
    /// <param name="killed">The host.</param>
    /// <returns>How many rows each table has.</returns>
    public static async Task<string> AssertAreTheSameAsync(KilledHost killed)
    {
        TableDump before = TableDump.Read(killed.Folder);
        foreach (string file in Directory.GetFiles(killed.Folder, "reporting.db*")) File.Delete(file);
        await using (HostProcess host = await killed.StartAsync())
        {
            var api = new Api(host);
            await Eventually.IsTrueAsync(
                async () =>
                {
                    JsonElement status = await api.GetAsync("/status");
                    return status.GetProperty("projection").GetProperty("position").GetInt64()
                        == status.GetProperty("journal").GetProperty("lastPosition").GetInt64();
                },
                "the tables are built anew");
            foreach (string agent in killed.Agents)
                Assert.Empty((await api.SendAsync(HttpMethod.Get, $"/agents/{agent}/inbox?max=100")).Items);
            Assert.Equal(0, (await host.TerminateAsync()).ExitCode);
        }

        TableDump after = TableDump.Read(killed.Folder);
        Assert.Equal(before.Tables.Keys, after.Tables.Keys);
        Assert.All(before.Tables, table => Assert.Equal(table.Value, after.Tables[table.Key]));
        Assert.All(Filled, table => Assert.NotEmpty(before.Tables[table]));
        return string.Join(", ", before.Tables.Select(table => $"{table.Key} {table.Value.Count}"));
    }

    /// <summary>Every delivery ended as done.</summary>
    public static void AssertAllAreAcknowledged(string dataFolder)
    {
        using SqliteFile tables = SqliteFile.OpenReporting(dataFolder);
        Assert.Empty(tables.Query("SELECT * FROM message_deliveries WHERE status <> 'acknowledged' LIMIT 10"));
    }
}
