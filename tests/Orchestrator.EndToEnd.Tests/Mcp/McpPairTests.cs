using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Mcp;

/// <summary>Two scripted coding agents work together over MCP; what they say stands in the README.</summary>
public sealed partial class McpPairTests
{
    private readonly StringBuilder _transcript = new();
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    [Fact]
    public async Task Two_agents_share_five_tasks_and_the_readme_has_what_they_say()
    {
        using var folder = new TemporaryFolder();
        await using HostProcess host = await HostProcess.StartAsync(folder.Data, Ports.Free());
        await using McpProcess alice = await McpProcess.StartAsync("alice", null, "--url", host.Url.ToString());
        await using McpProcess bob = await McpProcess.StartAsync("bob", McpProcess.WithSessions, "--url", host.Url.ToString());

        await SayAsync(alice, "open_session", """{"session_id":"release"}""");
        await SayAsync(alice, "register", """{"type":"coder","session_id":"release"}""");
        await SayAsync(bob, "register", """{"type":"coder","session_id":"release"}""");
        foreach (string title in (string[])["Parser", "Printer", "Tests", "Docs", "Tag"])
            await SayAsync(alice, "create_task", $$"""{"title":"{{title}}","session_id":"release"}""");
        string parser = await ClaimAsync(alice), printer = await ClaimAsync(bob);
        await SayAsync(alice, "reserve_files", """{"project":"/srv/app","paths":["src/**/*.cs"],"reason":"parser"}""");
        Assert.StartsWith("lease-conflict", await SayAsync(bob, "reserve_files", """{"project":"/srv/app","paths":["src/Printer.cs"]}"""), StringComparison.Ordinal);
        string question = Id(await SayAsync(bob, "send", """{"to":"alice","content":"I need src/Printer.cs","type":"request"}"""), "id");
        await SayAsync(alice, "check_inbox", """{"wait_seconds":20}""");
        await SayAsync(alice, "complete_task", $$"""{"task_id":"{{parser}}"}""");
        await SayAsync(alice, "release_files", "{}");
        await SayAsync(alice, "send", $$"""{"to":"bob","content":"It is yours","response_to":"{{question}}"}""");
        await SayAsync(alice, "ack", $$"""{"message_id":"{{question}}"}""");
        string answer = Id(await SayAsync(bob, "check_inbox", """{"wait_seconds":20}"""), "messages", "id");
        await SayAsync(bob, "reserve_files", """{"project":"/srv/app","paths":["src/Printer.cs"]}""");
        await SayAsync(bob, "ack", $$"""{"message_id":"{{answer}}"}""");
        await SayAsync(bob, "complete_task", $$"""{"task_id":"{{printer}}","result":"1a2b3c"}""");
        foreach (McpProcess agent in (McpProcess[])[alice, bob, alice])
        {
            string task = await ClaimAsync(agent);
            await SayAsync(agent, "complete_task", $$"""{"task_id":"{{task}}"}""");
        }

        await SayAsync(bob, "release_files", "{}");
        await SayAsync(bob, "create_checkpoint", """{"session_id":"release","name":"done","snapshot":{"tasks":5}}""");
        Assert.Equal("{}", await SayAsync(alice, "claim_next_task", """{"board":"release"}"""));
        string status = await SayAsync(alice, "session_status", """{"session_id":"release"}""");
        Assert.Contains("\"tasks\":{\"completed\":5}", status, StringComparison.Ordinal);

        string said = _transcript.ToString().Trim();
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "mcp-transcript.txt"), said);
        string readme = (await File.ReadAllTextAsync(Readme())).ReplaceLineEndings("\n");
        Assert.True(readme.Contains(said, StringComparison.Ordinal), $"README.md has not this transcript:\n{said}");
    }

    private static string Readme()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansOrchestrator.sln"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "README.md");
    }

    private static string Id(string answer, params string[] path)
    {
        JsonNode? node = JsonNode.Parse(answer);
        foreach (string name in path) node = node is JsonArray list ? list[0]![name] : node![name];
        return node!.GetValue<string>();
    }

    private async Task<string> ClaimAsync(McpProcess agent) => Id(await SayAsync(agent, "claim_next_task", """{"board":"release"}"""), "task", "id");

    private async Task<string> SayAsync(McpProcess agent, string tool, string arguments)
    {
        (string text, _) = await agent.TryAsync(tool, (JsonObject)JsonNode.Parse(arguments)!);
        _transcript.Append(Short($"{agent.Agent,-5} {tool} {arguments}")).Append('\n').Append(Short($"      -> {text}")).Append('\n');
        return text;
    }

    // Ids and times are others each time; the beginning of a line says enough.
    private string Short(string line)
    {
        line = Time().Replace(line, "TIME");
        line = Made().Replace(line, match => _names.TryGetValue(match.Value, out string? name)
            ? name
            : _names[match.Value] = $"{match.Groups["kind"].Value}-{_names.Values.Count(known => known.StartsWith($"{match.Groups["kind"].Value}-", StringComparison.Ordinal)) + 1}");
        return line.Length <= 160 ? line : $"{line[..160]}…";
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)?", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Time();

    [GeneratedRegex(@"\b(?<kind>msg|task|lease|direct|chk)_(?=[a-z_]*\d)[0-9a-zA-Z_]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Made();
}
