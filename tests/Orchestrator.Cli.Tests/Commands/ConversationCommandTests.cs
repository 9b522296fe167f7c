using System.Text.Json;
using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class ConversationCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_conversation_is_created_written_in_read_and_closed()
    {
        Shell shell = host.Shell();
        string id = (await shell.RunAsync("conversations", "create", "Parser design", "--with", "planner", "--with", "builder:lead", "--by", "planner")).Line;
        string message = (await shell.RunAsync("conversations", "send", id, "planner", "What about errors?", "--type", "request", "--priority", "high")).Line;
        CommandResult joined = await shell.RunAsync("conversations", "join", id, "reviewer", "--role", "observer");
        CommandResult read = await shell.RunAsync("conversations", "read", id, "builder", "1", "--json");
        CommandResult left = await shell.RunAsync("conversations", "leave", id, "reviewer");
        CommandResult transcript = await Eventually.SeeAsync(
            () => shell.RunAsync("conversations", "messages", id), result => result.Out.Contains(message, StringComparison.Ordinal));
        CommandResult edited = await shell.RunAsync("conversations", "edit", id, message, "What about warnings?", "--agent", "planner");
        CommandResult closed = await shell.RunAsync("conversations", "complete", id);
        CommandResult listed = await Eventually.SeeAsync(
            () => shell.RunAsync("conversations", "--participant", "builder", "--status", "completed"), result => result.Out.Contains(id, StringComparison.Ordinal));
        CommandResult shown = await shell.RunAsync("conversations", "show", id);

        Assert.All([joined, read, left, transcript, edited, closed, listed, shown], result => Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error)));
        Assert.Matches("reviewer +observer", joined.Out);
        JsonElement builder = Assert.Single(read.Json.GetProperty("participants").EnumerateArray(), one => one.GetProperty("agentId").GetString() == "builder");
        Assert.Equal(1, builder.GetProperty("lastReadSequence").GetInt64());
        Assert.Matches("request +high +What about errors", transcript.Out);
        Assert.Contains("What about warnings?", edited.Out, StringComparison.Ordinal);
        Assert.Matches("status +completed", shown.Out);
        Assert.Matches("builder +lead", shown.Out);
    }

    [Fact]
    public async Task Messages_are_listed_found_and_followed_to_their_recipients()
    {
        Shell shell = host.Shell();
        string message = (await shell.RunAsync("send", "ann", "bob", "The zebra crosses")).Line;
        CommandResult between = await Eventually.SeeAsync(
            () => shell.RunAsync("messages", "--between", "bob,ann", "--limit", "5"), result => result.Out.Contains(message, StringComparison.Ordinal));
        CommandResult filtered = await shell.RunAsync("messages", "list", "--from", "ann", "--type", "text");
        CommandResult shown = await shell.RunAsync("messages", "show", message);
        CommandResult deliveries = await Eventually.SeeAsync(
            () => shell.RunAsync("messages", "deliveries", message), result => result.Out.Contains("queued", StringComparison.Ordinal));
        CommandResult found = await Eventually.SeeAsync(
            () => shell.RunAsync("search", "zebra", "cross*", "--kind", "message"), result => result.Out.Contains(message, StringComparison.Ordinal));
        CommandResult json = await shell.RunAsync("search", "zebra", "--json");

        Assert.Contains(message, filtered.Out, StringComparison.Ordinal);
        Assert.Matches("content +The zebra crosses", shown.Out);
        Assert.Contains("1 recipient\n", deliveries.Out, StringComparison.Ordinal);
        Assert.Contains("1 hit\n", found.Out, StringComparison.Ordinal);
        Assert.Equal(message, json.Json.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Contains("1 message\n", between.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_batch_each_that_fails_is_told_and_the_code_is_1()
    {
        Shell shell = host.Shell();
        CommandResult good = await shell.RunAsync("""{"sessions":[{"id":"many-1"},{"id":"many-2"}]}""", CancellationToken.None, "sessions", "batch", "-");
        CommandResult half = await shell.RunAsync("""[{"id":"many-3"},{"id":"many-1"}]""", CancellationToken.None, "sessions", "batch", "-");

        Assert.Equal((ExitCode.Ok, "2 done, 0 failed"), (good.Code, good.Line));
        Assert.Equal((ExitCode.Failed, "1 done, 1 failed"), (half.Code, half.Line));
        Assert.StartsWith("sessions[1]: many-1: ", half.Error, StringComparison.Ordinal);
    }
}
