using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using Orchestrator.Gateway.Tests.Access;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Mcp;

/// <summary>Who may do what over MCP, as one table. A tool, a kind of resource or a prompt that is not in it fails the test.</summary>
public sealed class McpRoleTableTests(ClosedHost closed) : IClassFixture<ClosedHost>
{
    // Who:   nobody  observer  own  other  operator  admin     "own" and "other" are agents; each call says that it is own's.
    // read   401     yes       yes  yes    yes       yes       nobody's in particular
    // look   401     yes       yes  no     yes       yes       own looks
    // act    401     no        yes  no     yes       yes       own acts
    private const string Table =
        """
        tool     register           | act  | {}
        tool     heartbeat          | act  | {}
        tool     list_agents        | read | {}
        tool     check_inbox        | act  | {}
        tool     ack                | act  | {"message_id":"none"}
        tool     send               | act  | {"to":"other","content":"x"}
        tool     ask                | act  | {"to":"other","content":"x","timeout_seconds":0.1}
        tool     transcript         | look | {"with":"other"}
        tool     create_task        | act  | {"title":"x"}
        tool     ready_tasks        | read | {}
        tool     claim_next_task    | act  | {}
        tool     renew_task         | act  | {"task_id":"none"}
        tool     complete_task      | act  | {"task_id":"none"}
        tool     block_task         | act  | {"task_id":"none"}
        tool     give_up_task       | act  | {"task_id":"none","reason":"x"}
        tool     reserve_files      | act  | {"project":"/p","paths":["a"]}
        tool     check_files        | look | {"project":"/p","paths":["a"]}
        tool     release_files      | act  | {}
        tool     open_session       | act  | {"session_id":"work"}
        tool     session_status     | read | {}
        tool     log_session_event  | act  | {"session_id":"work","event_type":"x"}
        tool     search             | read | {"query":"x"}
        tool     create_checkpoint  | act  | {"session_id":"work","name":"x","snapshot":{}}
        tool     list_checkpoints   | read | {}
        tool     restore_checkpoint | look | {"checkpoint_id":"none"}
        tool     restore_checkpoint | act  | {"checkpoint_id":"none","mode":"new"}
        tool     report_usage       | act  | {"model":"m"}
        resource session            | read | orchestrator://session/work
        resource inbox              | read | orchestrator://inbox/own
        resource tasks              | read | orchestrator://tasks/default
        prompt   catch-up           | read | {"agent":"own"}
        prompt   hand-over          | read | {"agent":"own"}
        """;

    private static readonly string[] Names = ["observer", "own", "other", "operator", "admin"];

    private static readonly Dictionary<string, bool[]> Allowed = new(StringComparer.Ordinal)
    {
        ["read"] = [true, true, true, true, true],
        ["look"] = [true, true, false, true, true],
        ["act"] = [false, true, false, true, true],
    };

    private static IEnumerable<Row> Rows => Table.Split('\n').Select(Row.Parse);

    [Fact]
    public async Task Every_tool_resource_and_prompt_stands_in_the_table()
    {
        await using McpConnection session = await McpConnection.OpenAsync(closed.Host, null, token: closed.Observer);
        string[] all =
        [
            .. (await session.Client.ListToolsAsync()).Select(tool => $"tool {tool.Name}"),
            .. (await session.Client.ListResourceTemplatesAsync()).Select(template => $"resource {template.Name}"),
            .. (await session.Client.ListPromptsAsync()).Select(prompt => $"prompt {prompt.Name}"),
        ];
        Assert.Equal(all.Order(StringComparer.Ordinal), Rows.Select(row => $"{row.Kind} {row.Name}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(McpConnection.WithSessions)]
    [InlineData(McpConnection.WithoutSessions)]
    public async Task Everybody_may_do_what_the_table_says_and_nothing_else(string version)
    {
        List<string> wrong = [];
        string[] tokens = [closed.Observer, closed.Own, closed.Other, closed.Operator, closed.Admin];
        for (int i = 0; i < tokens.Length; i++)
        {
            await using McpConnection session = await McpConnection.OpenAsync(closed.Host, null, version, tokens[i]);
            foreach (Row row in Rows)
            {
                string? error = await row.DoAsync(session);
                bool refused = error?.Contains("forbidden: ", StringComparison.Ordinal) == true;
                bool broken = error is not null && (error.Contains("internal: ", StringComparison.Ordinal) || error.Contains("unauthenticated", StringComparison.Ordinal));
                if (broken || refused == Allowed[row.Rule][i]) wrong.Add($"{row.Kind} {row.Name} ({row.Rule}) by {Names[i]}: {error ?? "done"}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("POST", "initialize")]
    [InlineData("POST", "tools/call")]
    [InlineData("POST", "resources/read")]
    [InlineData("POST", "prompts/get")]
    [InlineData("POST", "subscriptions/listen")]
    [InlineData("GET", null)]
    [InlineData("DELETE", null)]
    public async Task Nobody_without_a_good_token_gets_as_far_as_the_protocol(string verb, string? method)
    {
        byte[]? body = method is null ? null : Encoding.UTF8.GetBytes($$$"""{"jsonrpc":"2.0","id":1,"method":"{{{method}}}","params":{"name":"register"}}""");
        foreach (string? header in (string?[])[null, "Bearer orc_aaaaaaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Basic b3duOm93bg=="])
        {
            HttpRequestMessage request = HttpRequests.Of(closed.Host, HttpMethod.Parse(verb), "/mcp", body).With("Orchestrator-Agent", "own");
            if (header is not null) request.With("Authorization", header);
            using Answer answer = await closed.Host.SendAsync(request.With("Accept", "application/json, text/event-stream"));
            Assert.Equal("unauthenticated", answer.Expect(HttpStatusCode.Unauthorized).Code);
        }
    }

    private sealed record Row(string Kind, string Name, string Rule, string Arguments)
    {
        public static Row Parse(string line)
        {
            string[] cells = line.Split('|', 3, StringSplitOptions.TrimEntries);
            string[] what = cells[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new(what[0], what[1], cells[1], cells[2]);
        }

        /// <summary>Does it, and returns what is wrong; null when it is done.</summary>
        public async Task<string?> DoAsync(McpConnection session)
        {
            try
            {
                switch (Kind)
                {
                    case "tool":
                        var arguments = (JsonObject)JsonNode.Parse(Arguments)!;
                        if (Rule != "read") arguments["agent"] = "own";
                        (string text, bool failed) = await session.TryAsync(Name, arguments);
                        return failed ? text : null;
                    case "resource":
                        await session.Client.ReadResourceAsync(new Uri(Arguments));
                        return null;
                    default:
                        await session.Client.GetPromptAsync(Name, new Dictionary<string, object?>(StringComparer.Ordinal) { ["agent"] = "own" });
                        return null;
                }
            }
            catch (McpProtocolException error)
            {
                return error.Message;
            }
        }
    }
}
