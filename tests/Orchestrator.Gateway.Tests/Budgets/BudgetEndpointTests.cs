using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Budgets;

public sealed class BudgetEndpointTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Usage_is_reported_summed_and_counted_in_budgets()
    {
        (string agent, string session, string model) = (SharedHost.Unique("agent"), SharedHost.Unique("session"), SharedHost.Unique("model"));
        using Answer registered = await _host.PostAsync("/api/v1/agents", new { id = agent, name = agent, sessionId = session, department = "R/D 100%" });
        registered.Expect(HttpStatusCode.Created);

        using Answer first = await _host.PostAsync("/api/v1/usage", new { agentId = agent, model, inputTokens = 100, outputTokens = 10, cost = 0.1 });
        using Answer second = await _host.PostAsync("/api/v1/usage", new { agentId = agent, model, inputTokens = 1, outputTokens = 2, cachedInputTokens = 3, cost = 0.2, at = "2020-01-31T00:00:00Z" });

        first.Expect(HttpStatusCode.Created);
        Assert.Equal((1, session, 0.1m), (first["number"].GetInt64(), first["sessionId"].GetString()!, first["budget"].GetProperty("cost").GetDecimal()));
        Assert.Equal($"/api/v1/usage?agentId={agent}", first.Response.Headers.Location?.ToString());
        Assert.Equal(0.3m, second.Expect(HttpStatusCode.Created)["budget"].GetProperty("cost").GetDecimal());
        using Answer list = await _host.GetAsync($"/api/v1/usage?agentId={agent}&minPosition={second.Position}");
        Assert.Equal([1L, 2], list["items"].EnumerateArray().Select(item => item.GetProperty("number").GetInt64()));
        using Answer report = await _host.GetAsync($"/api/v1/usage/report?agentId={agent}&minPosition={second.Position}");
        JsonElement row = Assert.Single(report["items"].EnumerateArray()); // the other is of long ago
        Assert.Equal((model, 100, 0.1m), (row.GetProperty("model").GetString()!, row.GetProperty("inputTokens").GetInt64(), row.GetProperty("cost").GetDecimal()));
        using Answer department = await _host.GetAsync($"/api/v1/budgets/{Uri.EscapeDataString("department:R/D 100%")}");
        Assert.Equal(("department:R/D 100%", 2), (department.Expect(HttpStatusCode.OK)["scope"].GetString()!, department["reports"].GetInt64()));
    }

    [Fact]
    public async Task Used_up_budget_refuses_with_its_code_until_it_is_raised()
    {
        (string agent, string other) = (SharedHost.Unique("agent"), SharedHost.Unique("other"));
        using Answer set = await _host.SendAsync(HttpMethod.Put, $"/api/v1/budgets/agent:{agent}", new { warnCost = 0.5, stopCost = 1 });
        Assert.Equal("ok", set.Expect(HttpStatusCode.OK)["status"].GetString());
        using Answer used = await _host.PostAsync("/api/v1/usage", new { agentId = agent, model = "m", cost = 1.5 });
        Assert.Equal("stopped", used["budget"].GetProperty("status").GetString());

        using Answer sent = await SendAsync(agent, other);
        using Answer next = await _host.PostAsync("/api/v1/tasks:claim-next", new { agentId = agent });

        sent.ExpectProblem(HttpStatusCode.Conflict, "budget-exceeded");
        Assert.Contains($"agent:{agent} used 1.50 USD", sent["detail"].GetString(), StringComparison.Ordinal);
        Assert.True(next.Status is HttpStatusCode.Conflict or HttpStatusCode.NoContent); // other tests may have ready tasks
        using Answer read = await _host.GetAsync($"/api/v1/budgets?status=stopped&kind=agent&pageSize=500&minPosition={used.Expect(HttpStatusCode.Created).Position}");
        Assert.Contains(read["items"].EnumerateArray(), item => item.GetProperty("name").GetString() == agent);
        using Answer raised = await _host.SendAsync(HttpMethod.Put, $"/api/v1/budgets/agent:{agent}", new { });
        Assert.Equal(JsonValueKind.Null, raised.Expect(HttpStatusCode.OK)["stopCost"].ValueKind);
        using Answer again = await SendAsync(agent, other);
        again.Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Session_that_is_used_up_keeps_nobody_from_the_work_of_others()
    {
        await using TestHost host = await TestHost.StartAsync();
        using Answer limit = await host.SendAsync(HttpMethod.Put, "/api/v1/budgets/session:s", new { stopTokens = 0 });
        using Answer urgent = await host.PostAsync("/api/v1/tasks", new { id = "urgent", title = "t", sessionId = "s", priority = 4 });
        using Answer plain = await host.PostAsync("/api/v1/tasks", new { id = "plain", title = "t", board = "app" });
        plain.Expect(HttpStatusCode.Created);

        using Answer first = await host.PostAsync("/api/v1/tasks:claim-next", new { agentId = "a" });
        using Answer second = await host.PostAsync("/api/v1/tasks:claim-next", new { agentId = "a" });
        using Answer named = await host.PostAsync("/api/v1/tasks:claim-next", new { agentId = "a", sessionId = "s" });

        Assert.Equal("plain", first.Expect(HttpStatusCode.OK).Id);
        second.Expect(HttpStatusCode.NoContent);
        named.ExpectProblem(HttpStatusCode.Conflict, "budget-exceeded");
        using Answer own = await host.SendAsync(HttpMethod.Put, "/api/v1/budgets/agent:a", new { stopCost = 0 });
        using Answer stopped = await host.PostAsync("/api/v1/tasks:claim-next", new { agentId = "a" });
        stopped.ExpectProblem(HttpStatusCode.Conflict, "budget-exceeded");
    }

    [Fact]
    public async Task Task_whose_budget_is_used_up_is_listed_as_waiting_with_the_reason()
    {
        string task = SharedHost.Unique("task");
        using Answer created = await _host.PostAsync("/api/v1/tasks", new { id = task, title = "t", board = task });
        using Answer set = await _host.SendAsync(HttpMethod.Put, $"/api/v1/budgets/task:{task}", new { stopTokens = 10 });
        using Answer used = await _host.PostAsync("/api/v1/usage", new { agentId = SharedHost.Unique("agent"), model = "m", inputTokens = 10, taskId = task });
        using Answer read = await _host.GetAsync($"/api/v1/tasks/{task}");
        Assert.False(read["ready"].GetBoolean());

        JsonElement item = default;
        await Eventually.TrueAsync(async () =>
        {
            using Answer waiting = await _host.GetAsync($"/api/v1/tasks/waiting?board={task}");
            item = waiting["items"].EnumerateArray().Select(element => element.Clone()).FirstOrDefault();
            return item.ValueKind == JsonValueKind.Object;
        });

        Assert.Equal($"task:{task} used 10 tokens; its budget stops at 10 tokens", item.GetProperty("reason").GetString());
        using Answer ready = await _host.GetAsync($"/api/v1/tasks/ready?board={task}");
        Assert.Equal(0, ready["total"].GetInt64());
        using Answer events = await _host.GetAsync($"/api/v1/tasks/{task}/events");
        Assert.Equal(["created", "budget_stopped"], events["items"].EnumerateArray().Select(change => change.GetProperty("eventType").GetString()));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("team:x")]
    [InlineData("agent:")]
    [InlineData("agent:a%20b")]
    [InlineData("department:%20")]
    [InlineData("department:a%0Ab")]
    public async Task What_is_no_scope_is_refused_by_field(string scope)
    {
        using Answer read = await _host.GetAsync($"/api/v1/budgets/{scope}");
        using Answer set = await _host.SendAsync(HttpMethod.Put, $"/api/v1/budgets/{scope}", new { stopCost = 1 });

        read.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "scope");
        set.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "scope");
    }

    [Fact]
    public async Task What_is_wrong_with_a_report_is_named()
    {
        foreach ((string field, string body) in ((string, string)[])
            [
                ("cost", """{"agentId":"a","model":"m","cost":-1}"""), ("cost", """{"agentId":"a","model":"m","cost":1e400}"""), ("model", """{"agentId":"a","model":""}"""),
                ("inputTokens", """{"agentId":"a","model":"m","inputTokens":1.5}"""), ("at", """{"agentId":"a","model":"m","at":"2999-01-01T00:00:00Z"}"""),
            ])
        {
            using Answer refused = await _host.SendTextAsync(HttpMethod.Post, "/api/v1/usage", body);
            refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
        }

        using Answer by = await _host.GetAsync("/api/v1/usage/report?by=day,moon");
        by.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "by");
    }

    private Task<Answer> SendAsync(string from, string to) => _host.PostAsync("/api/v1/messages", new { from, to, content = "x" });
}
