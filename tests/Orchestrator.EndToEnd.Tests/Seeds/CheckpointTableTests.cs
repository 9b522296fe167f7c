using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Seeds;

/// <summary>The table <c>checkpoints</c> of seed document S3 with its own example, asked by its own names.</summary>
public sealed class CheckpointTableTests : IDisposable
{
    private const string Columns =
        "id, name, session_id, timestamp, snapshot_json, branches_json, feature, priority, author, description, workflow_id, step_id, "
        + "created_by, size, checksum, compressed, encrypted, retention_expires_at, restored_from";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_columns_of_the_seed_are_there_with_what_its_example_says()
    {
        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, Ports.Free());
        var api = new Api(host);
        await api.PostAsync("/sessions", new { id = "session-123", type = "director", name = "main-director" });
        JsonElement created = await api.PostAsync("/sessions/session-123/checkpoints", new
        {
            name = "checkpoint-v1.0",
            timestamp = "2026-01-31T12:00:00.000Z",
            snapshot = new { sessions = new[] { "session-123" }, branches = new[] { "main", "feature-branch" }, state = new { progress = 75, completed = new[] { 1, 2, 3 } } },
            branches = new[] { "main", "feature-branch" },
            metadata = new
            {
                feature = "feature-xyz",
                priority = "high",
                author = "developer-1",
                description = "Checkpoint before feature implementation",
                workflowId = "wf-123",
                stepId = "step-456",
                tags = new[] { "stable", "release-candidate" },
            },
            createdBy = "developer-1",
            compressed = true,
            retentionExpiresAt = "2126-01-31T12:00:00.000Z",
        });
        string id = created.GetProperty("id").GetString()!;
        await api.PostAsync($"/checkpoints/{id}/restore", new { sessionId = "session-123" });
        await api.PostAsync("/sessions/session-123/checkpoints", new { name = "later", snapshot = new { text = new string('x', 70_000) } });
        await api.QueryAsync("/checkpoints");

        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        IReadOnlyList<object?>[] rows = [.. tables.Query($"SELECT {Columns} FROM checkpoints ORDER BY created_at, name").Select(row => row.Values)];

        Assert.Equal(
            [id, "checkpoint-v1.0", "session-123", "2026-01-31 12:00:00.000",
                """{"sessions":["session-123"],"branches":["main","feature-branch"],"state":{"progress":75,"completed":[1,2,3]}}""",
                """["main","feature-branch"]""", "feature-xyz", "high", "developer-1", "Checkpoint before feature implementation", "wf-123", "step-456",
                "developer-1", created.GetProperty("size").GetInt64(), created.GetProperty("checksum").GetString(), 1L, 0L, "2126-01-31 12:00:00.000", null],
            rows[0]);
        Assert.Equal((null, id), (rows[1][4], rows[1][^1])); // too large for the table; taken after the session was restored
        Assert.Equal(id, tables.Scalar("SELECT restored_from FROM sessions WHERE id = 'session-123'"));
        Assert.Equal(
            "checkpoint-v1.0",
            tables.Scalar("SELECT c.name FROM checkpoints_fts f JOIN checkpoints c ON c.number = f.rowid WHERE checkpoints_fts MATCH 'release'"));
    }
}
