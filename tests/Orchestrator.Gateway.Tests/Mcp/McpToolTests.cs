using System.Text.Json;
using ModelContextProtocol.Client;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Mcp;

/// <summary>Every tool, called by the library's own client in both kinds of sessions.</summary>
public sealed class McpToolTests
{
    [Theory]
    [InlineData(McpConnection.WithSessions)]
    [InlineData(McpConnection.WithoutSessions)]
    public async Task Every_tool_does_what_it_says(string version)
    {
        TestHost host = await SharedHost.GetAsync();
        string one = SharedHost.Unique("one"), two = SharedHost.Unique("two"), session = SharedHost.Unique("session"), project = $"/srv/{SharedHost.Unique("app")}";
        await using McpConnection coder = await McpConnection.OpenAsync(host, one, version);
        await using McpConnection tester = await McpConnection.OpenAsync(host, two, version);

        Assert.Equal(1, (await coder.CallAsync("register", new { type = "coder", capabilities = new[] { "csharp" }, team = session, session_id = session })).GetProperty("epoch").GetInt64());
        await tester.CallAsync("register", new { type = "tester", team = session });
        Assert.True((await coder.CallAsync("open_session", new { session_id = session, name = "Release" })).GetProperty("created").GetBoolean());
        Assert.False((await coder.CallAsync("open_session", new { session_id = session })).GetProperty("created").GetBoolean());
        Assert.Equal("busy", (await coder.CallAsync("heartbeat", new { status = "busy", current_task = "parsing" })).GetProperty("status").GetString());
        JsonElement agents = (await coder.CallAsync("list_agents", new { team = session })).GetProperty("agents");
        Assert.Equal(2, agents.GetArrayLength());

        string sent = (await coder.CallAsync("send", new { to = two, content = $"plover {session}", priority = "high", session_id = session })).GetProperty("id").GetString()!;
        JsonElement mail = Assert.Single((await tester.CallAsync("check_inbox", new { wait_seconds = 5 })).GetProperty("messages").EnumerateArray());
        Assert.Equal((sent, one, "high"), (mail.GetProperty("id").GetString(), mail.GetProperty("from").GetString(), mail.GetProperty("priority").GetString()));
        Assert.Equal("acknowledged", (await tester.CallAsync("ack", new { message_id = sent })).GetProperty("status").GetString());
        Assert.Empty((await tester.CallAsync("check_inbox")).GetProperty("messages").EnumerateArray());

        Task<JsonElement> asking = coder.CallAsync("ask", new { to = two, content = "Does it build?", timeout_seconds = 30 });
        JsonElement question = Assert.Single((await tester.CallAsync("check_inbox", new { wait_seconds = 20 })).GetProperty("messages").EnumerateArray());
        await tester.CallAsync("send", new { to = one, content = "It builds", response_to = question.GetProperty("id").GetString() });
        Assert.Equal("It builds", (await asking).GetProperty("answer").GetProperty("content").GetString());
        await tester.CallAsync("ack", new { message_id = question.GetProperty("id").GetString(), outcome = "failed", reason = "done already" });

        Assert.Equal(3, (await coder.CallAsync("transcript", new { with = two })).GetProperty("messages").GetArrayLength());
        Assert.Equal(sent, Assert.Single((await coder.CallAsync("transcript", new { session_id = session })).GetProperty("messages").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("lover", (await coder.CallAsync("transcript", new { message_id = sent, offset = 1, max_chars = 100 })).GetProperty("content").GetString()![..5]);
        Assert.Contains(sent, (await coder.CallAsync("search", new { query = $"plover \"{session}\"", kinds = new[] { "message" } })).ToString(), StringComparison.Ordinal);

        string first = (await coder.CallAsync("create_task", new { title = "Parse", session_id = session, priority = "urgent" })).GetProperty("id").GetString()!;
        string second = (await coder.CallAsync("create_task", new { title = "Test", session_id = session, depends_on = new[] { first } })).GetProperty("id").GetString()!;
        Assert.Equal(first, Assert.Single((await coder.CallAsync("ready_tasks", new { board = session })).GetProperty("tasks").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(first, (await coder.CallAsync("claim_next_task", new { board = session })).GetProperty("task").GetProperty("id").GetString());
        Assert.False((await tester.CallAsync("claim_next_task", new { board = session })).TryGetProperty("task", out _));
        Assert.Equal("in_progress", (await coder.CallAsync("renew_task", new { task_id = first, lease_seconds = 60 })).GetProperty("status").GetString());
        Assert.Equal("blocked", (await coder.CallAsync("block_task", new { task_id = first, reason = "waits for review" })).GetProperty("status").GetString());
        Assert.Equal("in_progress", (await coder.CallAsync("block_task", new { task_id = first, state = "unblocked" })).GetProperty("status").GetString());
        Assert.Equal("completed", (await coder.CallAsync("complete_task", new { task_id = first, result = new { commit = "1a2b" } })).GetProperty("status").GetString());
        Assert.Equal(second, (await tester.CallAsync("claim_next_task", new { task_id = second })).GetProperty("task").GetProperty("id").GetString());
        Assert.Equal("pending", (await tester.CallAsync("give_up_task", new { task_id = second, reason = "out of time" })).GetProperty("status").GetString());

        string lease = (await coder.CallAsync("reserve_files", new { project, paths = new[] { "src/**/*.cs" }, reason = "parser" })).GetProperty("lease_id").GetString()!;
        JsonElement held = await tester.CallAsync("check_files", new { project, paths = new[] { "src/Parser.cs", "README.md" } });
        Assert.Equal(one, Assert.Single(held.GetProperty("held").EnumerateArray()).GetProperty("by").GetString());
        string conflict = await tester.FailAsync("reserve_files", new { project, paths = new[] { "src/Parser.cs" } });
        Assert.StartsWith("lease-conflict: ", conflict, StringComparison.Ordinal);
        Assert.Contains(one, conflict, StringComparison.Ordinal);
        Assert.Contains("ask the holder with send", conflict, StringComparison.Ordinal);
        Assert.Equal(1, (await coder.CallAsync("release_files", new { lease_id = lease })).GetProperty("released").GetInt32());
        Assert.Equal(0, (await coder.CallAsync("release_files")).GetProperty("released").GetInt32());

        await coder.CallAsync("log_session_event", new { session_id = session, event_type = "decision", data = "use a parser" });
        JsonElement status = await tester.CallAsync("session_status", new { session_id = session });
        Assert.Equal((1, 1), (status.GetProperty("tasks").GetProperty("completed").GetInt32(), status.GetProperty("tasks").GetProperty("pending").GetInt32()));
        Assert.Equal("decision", status.GetProperty("last_events")[0].GetProperty("type").GetString());

        string checkpoint = (await coder.CallAsync("create_checkpoint", new { session_id = session, name = "half", snapshot = new { done = 1 }, tags = new[] { "x" } })).GetProperty("id").GetString()!;
        Assert.Equal(checkpoint, Assert.Single((await coder.CallAsync("list_checkpoints", new { session_id = session })).GetProperty("checkpoints").EnumerateArray()).GetProperty("id").GetString());
        JsonElement restored = await tester.CallAsync("restore_checkpoint", new { checkpoint_id = checkpoint, mode = "new" });
        Assert.Equal(1, restored.GetProperty("snapshot").GetProperty("done").GetInt32());
        Assert.NotEqual(session, restored.GetProperty("restored_session").GetString());
        JsonElement part = await tester.CallAsync("restore_checkpoint", new { checkpoint_id = checkpoint, offset = 2, max_chars = 4 });
        Assert.Equal("done", part.GetProperty("snapshot_part").GetString());
        Assert.Equal(6, part.GetProperty("next_offset").GetInt32());

        JsonElement usage = await coder.CallAsync("report_usage", new { model = "m", input_tokens = 10, output_tokens = 5, cost = 0.25 });
        Assert.Equal((15, 0.25m), (usage.GetProperty("tokens").GetInt32(), usage.GetProperty("cost").GetDecimal()));

        IList<McpClientTool> tools = await coder.Client.ListToolsAsync();
        lock (McpConnection.Called) Assert.Empty(tools.Select(tool => tool.Name).Except(McpConnection.Called));
    }

    [Fact]
    public async Task A_repeated_registration_in_a_session_keeps_the_incarnation_and_what_it_holds()
    {
        TestHost host = await SharedHost.GetAsync();
        string agent = SharedHost.Unique("agent"), project = $"/srv/{SharedHost.Unique("app")}";
        await using McpConnection session = await McpConnection.OpenAsync(host, agent);
        await session.CallAsync("register");
        await session.CallAsync("reserve_files", new { project, paths = new[] { "a" } });
        Assert.Equal(1, (await session.CallAsync("register", new { team = "x" })).GetProperty("epoch").GetInt64());
        Assert.Equal(1, (await session.CallAsync("release_files")).GetProperty("released").GetInt32());

        await using McpConnection later = await McpConnection.OpenAsync(host, agent);
        Assert.Equal(2, (await later.CallAsync("register")).GetProperty("epoch").GetInt64());
        Assert.StartsWith("stale-incarnation: ", await session.FailAsync("heartbeat"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_with_a_key_is_done_once()
    {
        TestHost host = await SharedHost.GetAsync();
        await using McpConnection session = await McpConnection.OpenAsync(host, SharedHost.Unique("agent"));
        string to = SharedHost.Unique("to");
        string first = (await session.CallAsync("send", new { to, content = "once", idempotency_key = "k" })).GetProperty("id").GetString()!;
        Assert.Equal(first, (await session.CallAsync("send", new { to, content = "once", idempotency_key = "k" })).GetProperty("id").GetString());
        Assert.StartsWith("idempotency-conflict: ", await session.FailAsync("send", new { to, content = "twice", idempotency_key = "k" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_are_bounded_and_say_how_to_get_the_rest()
    {
        TestHost host = await SharedHost.GetAsync();
        string agent = SharedHost.Unique("agent");
        await using McpConnection session = await McpConnection.OpenAsync(host, agent);
        string text = new('x', 200_000);
        string id = (await session.CallAsync("send", new { to = agent, content = text })).GetProperty("id").GetString()!;
        for (int i = 0; i < 11; i++) await session.CallAsync("send", new { to = agent, content = text });
        (string answer, _) = await session.TryAsync("check_inbox", new { max = 12, max_chars = 20_000 });
        Assert.InRange(answer.Length, 1_000, 40_000);

        var read = new System.Text.StringBuilder();
        while (true)
        {
            JsonElement part = await session.CallAsync("transcript", new { message_id = id, offset = read.Length, max_chars = 20_000 });
            read.Append(part.GetProperty("content").GetString());
            if (!part.TryGetProperty("more_chars", out _)) break;
        }

        Assert.Equal(text.Length, read.Length);
        JsonElement page = await session.CallAsync("transcript", new { with = agent, limit = 5, max_chars = 100 });
        HashSet<string> ids = [];
        while (true)
        {
            foreach (JsonElement message in page.GetProperty("messages").EnumerateArray()) Assert.True(ids.Add(message.GetProperty("id").GetString()!));
            if (!page.TryGetProperty("next_cursor", out JsonElement cursor)) break;
            page = await session.CallAsync("transcript", new { with = agent, limit = 5, max_chars = 100, cursor = cursor.GetString() });
        }

        Assert.Equal(12, ids.Count);
    }
}
