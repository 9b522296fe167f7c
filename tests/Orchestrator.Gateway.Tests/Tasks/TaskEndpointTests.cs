using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Tasks;

public sealed class TaskEndpointTests : IAsyncLifetime
{
    private readonly string _board = SharedHost.Unique("board");
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_task_goes_its_way_and_every_step_is_in_its_history()
    {
        using Answer created = await CreateAsync("fix the build", new { priority = "high", labels = new[] { "ci" }, createdBy = "boss" });
        string id = created.Expect(HttpStatusCode.Created).Id;
        Assert.Equal($"/api/v1/tasks/{id}", created.Response.Headers.Location?.ToString());
        Assert.Equal(("pending", true, 3), (created["status"].GetString(), created["ready"].GetBoolean(), created["priority"].GetInt32()));

        using Answer assigned = await DoAsync(id, "assign", new { agentId = "b" });
        Assert.Equal("assigned", assigned.Expect(HttpStatusCode.OK)["status"].GetString());
        using Answer started = await DoAsync(id, "start", new { agentId = "b", leaseSeconds = 60 });
        Assert.Equal(("in_progress", "b"), (started.Expect(HttpStatusCode.OK)["status"].GetString(), started["assignee"].GetString()));
        using Answer blocked = await DoAsync(id, "block", new { agentId = "b", reason = "no access" });
        using Answer waiting = await _host.GetAsync($"/api/v1/tasks/waiting?board={_board}&minPosition={blocked.Position}");
        Assert.Equal("no access", waiting.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single().GetProperty("reason").GetString());
        (await DoAsync(id, "unblock", new { agentId = "b" })).Expect(HttpStatusCode.OK).Dispose();
        (await DoAsync(id, "complete", new { agentId = "c" })).ExpectProblem(HttpStatusCode.Conflict, "lease-lost").Dispose();
        using Answer completed = await DoAsync(id, "complete", new { agentId = "b", result = new { commit = "abc" } });

        Assert.Equal("completed", completed.Expect(HttpStatusCode.OK)["status"].GetString());
        using Answer history = await _host.GetAsync($"/api/v1/tasks/{id}/events?minPosition={completed.Position}");
        Assert.Equal(
            [("created", "pending"), ("assigned", "assigned"), ("claimed", "in_progress"), ("blocked", "blocked"), ("unblocked", "in_progress"), ("completed", "completed")],
            history.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(e => (e.GetProperty("eventType").GetString(), e.GetProperty("newStatus").GetString())));
        using Answer listed = await _host.GetAsync($"/api/v1/tasks?board={_board}&status=completed&label=ci&assignee=b");
        JsonElement row = listed.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single();
        Assert.Equal("abc", row.GetProperty("result").GetProperty("commit").GetString());
        using Answer read = await _host.GetAsync($"/api/v1/tasks/{id}");
        Assert.Equal(JsonSerializer.Serialize(read.Expect(HttpStatusCode.OK).Body), JsonSerializer.Serialize(row));
        using Answer velocity = await _host.GetAsync("/api/v1/tasks/velocity?days=1");
        Assert.True(velocity.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Sum(day => day.GetProperty("completedTasks").GetInt64()) >= 1);
    }

    [Fact]
    public async Task The_next_task_is_found_wherever_it_stands_and_204_says_that_there_is_none()
    {
        await using TestHost own = await TestHost.StartAsync(); // on the shared one, others' tasks may be found
        _host = own;
        string skill = SharedHost.Unique("skill");
        (await PostNextAsync(new { agentId = "b", board = _board })).Expect(HttpStatusCode.NoContent).Dispose();
        using Answer created = await CreateAsync("special", new { requiredCapabilities = new[] { skill }, priority = 4 });

        using Answer next = await PostNextAsync(new { agentId = "b", capabilities = new[] { skill }, leaseSeconds = 30 });

        Assert.Equal(created.Id, next.Expect(HttpStatusCode.OK).Id);
        (await PostNextAsync(new { agentId = "c", board = _board, capabilities = new[] { skill } })).Expect(HttpStatusCode.NoContent).Dispose();
    }

    [Fact]
    public async Task Ready_lists_what_may_be_begun_most_urgent_first_and_waiting_says_for_what_the_others_wait()
    {
        using Answer one = await CreateAsync("one", new { priority = 1 });
        using Answer two = await CreateAsync("two", new { priority = 4, dependencies = new[] { one.Id } });
        using Answer three = await CreateAsync("three", new { priority = 2 });

        using Answer ready = await _host.GetAsync($"/api/v1/tasks/ready?board={_board}&minPosition={three.Position}");
        using Answer waiting = await _host.GetAsync($"/api/v1/tasks/waiting?board={_board}");

        Assert.Equal(["three", "one"], ready.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(t => t.GetProperty("title").GetString()));
        JsonElement blocked = waiting.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single();
        Assert.Equal($"waits for {one.Id} (pending)", blocked.GetProperty("reason").GetString());
        using Answer cycle = await _host.SendAsync(HttpMethod.Patch, $"/api/v1/tasks/{one.Id}", new { dependencies = new[] { two.Id } });
        cycle.ExpectProblem(HttpStatusCode.Conflict, "dependency-cycle");
    }

    [Fact]
    public async Task Tasks_are_found_by_their_words_and_created_once_for_a_key()
    {
        string word = SharedHost.Unique("zebra").Replace("-", string.Empty, StringComparison.Ordinal);
        string body = JsonSerializer.Serialize(new { title = $"Count the {word}", board = _board });
        using Answer first = await KeyedAsync(body);
        using Answer again = await KeyedAsync(body);
        Assert.Equal(first.Expect(HttpStatusCode.Created).Id, again.Expect(HttpStatusCode.Created).Id);

        using Answer found = await _host.GetAsync($"/api/v1/search?q={word}&kinds=task&minPosition={first.Position}");
        Assert.Equal(first.Id, found.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single().GetProperty("id").GetString());

        Task<Answer> KeyedAsync(string json) => _host.SendAsync(
            HttpRequests.Of(_host, HttpMethod.Post, "/api/v1/tasks", System.Text.Encoding.UTF8.GetBytes(json)).With("Idempotency-Key", word));
    }

    [Fact]
    public async Task The_only_ready_task_of_all_boards_is_claimed_once_for_a_key()
    {
        await using TestHost own = await TestHost.StartAsync();
        _host = own;
        using Answer only = await CreateAsync("only", new { });

        using Answer first = await ClaimNextAsync("k1");
        using Answer again = await ClaimNextAsync("k1");

        Assert.Equal(only.Id, first.Expect(HttpStatusCode.OK).Id);
        Assert.Equal((only.Id, first.Position), (again.Expect(HttpStatusCode.OK).Id, again.Position));
    }

    [Fact]
    public async Task A_key_finds_what_it_claimed_while_other_boards_have_ready_tasks_and_another_key_the_most_urgent_one()
    {
        await using TestHost own = await TestHost.StartAsync();
        _host = own;
        using Answer urgent = await CreateAsync("urgent", new { priority = 4 });
        using Answer minor = await CreateAsync("minor", new { priority = 1 });
        using Answer elsewhere = await _host.PostAsync("/api/v1/tasks", new { title = "elsewhere", board = SharedHost.Unique("board"), priority = 3 });

        using Answer first = await ClaimNextAsync("k1");
        using Answer again = await ClaimNextAsync("k1");
        using Answer second = await ClaimNextAsync("k2");

        Assert.Equal(urgent.Id, first.Expect(HttpStatusCode.OK).Id);
        Assert.Equal((urgent.Id, first.Position), (again.Expect(HttpStatusCode.OK).Id, again.Position));
        Assert.Equal(elsewhere.Id, second.Expect(HttpStatusCode.OK).Id);
    }

    private Task<Answer> ClaimNextAsync(string key) => _host.SendAsync(
        HttpRequests.Of(_host, HttpMethod.Post, "/api/v1/tasks:claim-next", "{\"agentId\":\"b\",\"leaseSeconds\":60}"u8.ToArray()).With("Idempotency-Key", key));

    private Task<Answer> CreateAsync(string title, object fields)
    {
        Dictionary<string, object?> body = fields.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(fields));
        body["title"] = title;
        body["board"] = _board;
        return _host.PostAsync("/api/v1/tasks", body);
    }

    private Task<Answer> DoAsync(string id, string what, object body) => _host.PostAsync($"/api/v1/tasks/{id}/{what}", body);

    private Task<Answer> PostNextAsync(object body) => _host.PostAsync("/api/v1/tasks:claim-next", body);
}
