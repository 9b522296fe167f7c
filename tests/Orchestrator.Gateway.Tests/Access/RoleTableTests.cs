using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;
using Orchestrator.Gateway.Tests.OpenApi;

namespace Orchestrator.Gateway.Tests.Access;

/// <summary>Who may do what over HTTP, as one table. An operation that is not in it fails the test.</summary>
public sealed class RoleTableTests(ClosedHost closed) : IClassFixture<ClosedHost>, IAsyncLifetime
{
    // Who:     nobody  observer  own  other  operator  admin      "own" and "other" are agents; what is done names own.
    // open     yes     yes       yes  yes    yes       yes
    // read     401     yes       yes  yes    yes       yes
    // work     401     403       yes  yes    yes       yes        work that agents share and that is nobody's in particular
    // act      401     403       yes  403    yes       yes        an act of the agent own
    // operate  401     403       403  403    yes       yes
    // admin    401     403       403  403    403       yes
    private const string Table =
        """
        GET    /healthz                                              | open
        GET    /readyz                                               | open
        POST   /api/v1/sessions                                      | work    | {}
        GET    /api/v1/sessions                                      | read
        GET    /api/v1/sessions/active                               | read
        GET    /api/v1/sessions/counts                               | read
        POST   /api/v1/sessions:archive                              | operate | {"olderThanDays":3000}
        POST   /api/v1/sessions:batch                                | work    | {"sessions":[{}]}
        GET    /api/v1/sessions/{id}                                 | read
        PATCH  /api/v1/sessions/{id}                                 | work    | {"name":"x"}
        DELETE /api/v1/sessions/{id}                                 | operate
        POST   /api/v1/sessions/{id}/end                             | work    | {}
        POST   /api/v1/sessions/{id}/terminate                       | operate | {"reason":"x"}
        POST   /api/v1/sessions/{id}/events                          | act     | {"eventType":"x","agentId":"own"}
        GET    /api/v1/sessions/{id}/events                          | read
        POST   /api/v1/sessions/{id}/departments                     | work    | {"name":"x","domain":"y"}
        GET    /api/v1/sessions/{id}/departments                     | read
        POST   /api/v1/sessions/{id}/checkpoints                     | work    | {"name":"x","snapshot":{}}
        GET    /api/v1/sessions/{id}/checkpoints                     | read
        GET    /api/v1/departments/{id}                              | read
        PATCH  /api/v1/departments/{id}                              | work    | {"domain":"x"}
        POST   /api/v1/agents                                        | act     | {"id":"own","name":"own"}
        GET    /api/v1/agents                                        | read
        GET    /api/v1/agents/active                                 | read
        GET    /api/v1/agents/{own}                                  | read
        PATCH  /api/v1/agents/{own}                                  | act     | {"status":"busy"}
        DELETE /api/v1/agents/{own}                                  | operate
        POST   /api/v1/agents/{own}/heartbeat                        | act     | {}
        GET    /api/v1/agents/{own}/statistics                       | read
        GET    /api/v1/agents/{own}/statistics/peers                 | read
        GET    /api/v1/agents/{own}/activity                         | read
        GET    /api/v1/agents/{own}/inbox                            | act
        POST   /api/v1/agents/{own}/inbox/{messageId}/ack            | act
        POST   /api/v1/agents/{own}/inbox/{messageId}/nack           | act     | {}
        POST   /api/v1/agents/{own}/inbox/{messageId}/fail           | act     | {"reason":"x"}
        GET    /api/v1/agents/{own}/dead-letters                     | read
        POST   /api/v1/agents/{own}/dead-letters/{messageId}/requeue | act
        POST   /api/v1/messages                                      | act     | {"from":"own","to":"other","content":"x"}
        POST   /api/v1/messages:batch                                | work    | {"messages":[{"from":"own","to":"other","content":"x"}]}
        POST   /api/v1/messages:ask                                  | act     | {"from":"own","to":"other","content":"x","timeoutSeconds":1}
        GET    /api/v1/messages                                      | read
        GET    /api/v1/messages/{id}                                 | read
        GET    /api/v1/messages/{id}/deliveries                      | read
        POST   /api/v1/conversations                                 | act     | {"title":"x","createdBy":"own"}
        GET    /api/v1/conversations                                 | read
        GET    /api/v1/conversations/{id}                            | read
        POST   /api/v1/conversations/{id}/complete                   | work
        POST   /api/v1/conversations/{id}/read                       | act     | {"agentId":"own","sequence":1}
        POST   /api/v1/conversations/{id}/participants/{own}         | act     | {}
        DELETE /api/v1/conversations/{id}/participants/{own}         | act
        POST   /api/v1/conversations/{id}/messages                   | act     | {"from":"own","content":"x"}
        GET    /api/v1/conversations/{id}/messages                   | read
        PUT    /api/v1/conversations/{conversation}/messages/{message} | act     | {"agentId":"own","content":"x"}
        POST   /api/v1/tasks                                         | act     | {"title":"x","createdBy":"own"}
        GET    /api/v1/tasks                                         | read
        GET    /api/v1/tasks/ready                                   | read
        GET    /api/v1/tasks/waiting                                 | read
        GET    /api/v1/tasks/velocity                                | read
        POST   /api/v1/tasks:claim-next                              | act     | {"agentId":"own"}
        GET    /api/v1/tasks/{task}                                  | read
        PATCH  /api/v1/tasks/{task}                                  | work    | {"title":"y"}
        GET    /api/v1/tasks/{task}/events                           | read
        POST   /api/v1/tasks/{task}/assign                           | act     | {"agentId":"own"}
        POST   /api/v1/tasks/{task}/claim                            | act     | {"agentId":"own"}
        POST   /api/v1/tasks/{task}/start                            | act     | {"agentId":"own"}
        POST   /api/v1/tasks/{task}/renew                            | act     | {"agentId":"own"}
        POST   /api/v1/tasks/{task}/release                          | act     | {"agentId":"own"}
        POST   /api/v1/tasks/{task}/block                            | act     | {"agentId":"own"}
        POST   /api/v1/tasks/{task}/unblock                          | act     | {"agentId":"own"}
        POST   /api/v1/tasks/{task}/complete                         | act     | {"agentId":"own"}
        POST   /api/v1/tasks/{task}/fail                             | act     | {"agentId":"own"}
        POST   /api/v1/tasks/{task}/cancel                           | act     | {"agentId":"own"}
        POST   /api/v1/tasks/{task}/retry                            | work
        POST   /api/v1/transactions                                  | act     | {"commands":[{"command":"create-task","body":{"title":"x","createdBy":"own"}}]}
        POST   /api/v1/file-leases                                   | act     | {"project":"/p","agentId":"own","patterns":["a"]}
        GET    /api/v1/file-leases                                   | read
        POST   /api/v1/file-leases:check                             | read    | {"project":"/p","paths":["a"]}
        GET    /api/v1/file-leases/{lease}                           | read
        GET    /api/v1/file-leases/{lease}/events                    | read
        POST   /api/v1/file-leases/{lease}/renew                     | act     | {"agentId":"own"}
        POST   /api/v1/file-leases/{lease}/release                   | act     | {"agentId":"own"}
        POST   /api/v1/file-leases/{lease}/force-release             | operate | {"by":"me","reason":"x"}
        GET    /api/v1/checkpoints                                   | read
        GET    /api/v1/checkpoints/{id}                              | read
        GET    /api/v1/checkpoints/{id}/snapshot                     | read
        DELETE /api/v1/checkpoints/{id}                              | operate
        POST   /api/v1/checkpoints/{id}/restore                      | work    | {}
        POST   /api/v1/usage                                         | act     | {"agentId":"own","model":"m"}
        GET    /api/v1/usage                                         | read
        GET    /api/v1/usage/report                                  | read
        GET    /api/v1/budgets                                       | read
        GET    /api/v1/budgets/{scope}                               | read
        PUT    /api/v1/budgets/{scope}                               | operate | {"warnTokens":1000000000}
        GET    /api/v1/search?q=x                                    | read
        GET    /api/v1/aggregate                                     | read
        GET    /api/v1/journal                                       | read
        GET    /api/v1/events?after=999999999                        | read
        GET    /api/v1/status                                        | read
        POST   /api/v1/tokens                                        | admin   | {"name":"x","role":"observer"}
        GET    /api/v1/tokens                                        | admin
        GET    /api/v1/tokens/{id}                                   | admin
        DELETE /api/v1/tokens/{id}                                   | admin
        GET    /api/v1/audit                                         | operate
        """;

    private static readonly Dictionary<string, int[]> Allowed = new(StringComparer.Ordinal)
    {
        ["open"] = [0, 0, 0, 0, 0, 0],
        ["read"] = [401, 0, 0, 0, 0, 0],
        ["work"] = [401, 403, 0, 0, 0, 0],
        ["act"] = [401, 403, 0, 403, 0, 0],
        ["operate"] = [401, 403, 403, 403, 0, 0],
        ["admin"] = [401, 403, 403, 403, 403, 0],
    };

    private readonly string _task = SharedHost.Unique("task");
    private readonly string _lease = SharedHost.Unique("lease");
    private string _message = string.Empty;
    private string _conversation = string.Empty;

    private static IEnumerable<Row> Rows => Table.Split('\n').Select(line => Row.Parse(line.Split('|', 3, StringSplitOptions.TrimEntries)));

    public async Task InitializeAsync()
    {
        (await closed.PostAsync(closed.Own, "/api/v1/tasks", new { id = _task, title = "t" })).Expect(HttpStatusCode.Created).Dispose();
        (await closed.PostAsync(
            closed.Own, "/api/v1/file-leases", new { id = _lease, project = $"/{_lease}", agentId = "own", patterns = new[] { "x" } }))
            .Expect(HttpStatusCode.Created).Dispose();
        using Answer sent = await closed.PostAsync(closed.Own, "/api/v1/messages", new { from = "own", to = "other", content = "x" });
        _message = sent.Expect(HttpStatusCode.Created).Id;
        _conversation = sent["conversationId"].GetString()!;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Every_operation_stands_in_the_table()
    {
        string[] known = [.. Rows.Select(row => $"{row.Method} {Generic(row.Path)}").Order(StringComparer.Ordinal)];
        string[] all = [.. (await ApiDocument.ReadAsync(closed.Host)).Select(operation => $"{operation.Method} {Generic(operation.Path)}").Order(StringComparer.Ordinal)];

        Assert.Equal(all, known);
    }

    [Fact]
    public async Task Everybody_may_do_what_the_table_says_and_nothing_else()
    {
        string?[] who = [null, closed.Observer, closed.Own, closed.Other, closed.Operator, closed.Admin];
        string[] names = ["nobody", "observer", "own", "other", "operator", "admin"];
        List<string> wrong = [];
        foreach (Row row in Rows)
        {
            // Those who may not come first: what they ask for is there still.
            foreach (int i in Enumerable.Range(0, who.Length).OrderByDescending(i => Allowed[row.Rule][i]))
            {
                using Answer answer = await closed.Host.SendAsync(closed.Request(who[i], row.Method, Path(row.Path), row.Body));
                int expected = Allowed[row.Rule][i];
                bool refused = answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
                bool right = expected == 0 ? !refused && answer.Status is < HttpStatusCode.InternalServerError or HttpStatusCode.GatewayTimeout : (int)answer.Status == expected;
                if (right && expected == 403) right = answer.Code == "forbidden";
                if (!right) wrong.Add($"{row.Method} {row.Path} ({row.Rule}) by {names[i]}: {(int)answer.Status} {answer.Text}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string Generic(string path) => System.Text.RegularExpressions.Regex.Replace(
        path.Split('?')[0], "{[a-zA-Z]+}", "{}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

    private string Path(string path) => path
        .Replace("{own}", "own", StringComparison.Ordinal)
        .Replace("{task}", _task, StringComparison.Ordinal)
        .Replace("{lease}", _lease, StringComparison.Ordinal)
        .Replace("{message}", _message, StringComparison.Ordinal)
        .Replace("{conversation}", _conversation, StringComparison.Ordinal)
        .Replace("{scope}", "agent:own", StringComparison.Ordinal)
        .Replace("{id}", "some-id", StringComparison.Ordinal)
        .Replace("{messageId}", "some-message", StringComparison.Ordinal);

    private sealed record Row(HttpMethod Method, string Path, string Rule, JsonElement? Body)
    {
        public static Row Parse(string[] cells)
        {
            string[] request = cells[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new(HttpMethod.Parse(request[0]), request[1], cells[1], cells.Length == 3 ? JsonDocument.Parse(cells[2]).RootElement : null);
        }
    }
}
