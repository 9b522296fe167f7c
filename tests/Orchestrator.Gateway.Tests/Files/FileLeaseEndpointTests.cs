using System.Net;
using System.Text;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Files;

public sealed class FileLeaseEndpointTests : IAsyncLifetime
{
    private readonly string _project = $"/srv/{SharedHost.Unique("project")}";
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_lease_goes_its_way_and_every_step_is_in_its_history()
    {
        using Answer created = await ReserveAsync("a", "src/**", new { reason = "parser", ttlSeconds = 60, sessionId = "s1", taskId = "t1" });
        string id = created.Expect(HttpStatusCode.Created).Id;
        Assert.StartsWith("lease_", id, StringComparison.Ordinal);
        Assert.Equal($"/api/v1/file-leases/{id}", created.Response.Headers.Location?.ToString());
        Assert.Equal(("active", "exclusive", _project), (created["status"].GetString(), created["mode"].GetString(), created["project"].GetString()));

        using Answer refused = await ReserveAsync("b", "src/Parser.cs", new { });
        Assert.Contains("which a holds", refused.ExpectProblem(HttpStatusCode.Conflict, "lease-conflict")["detail"].GetString(), StringComparison.Ordinal);
        using Answer renewed = await DoAsync(id, "renew", new { agentId = "a", ttlSeconds = 120 });
        Assert.True(renewed.Expect(HttpStatusCode.OK)["expiresAt"].GetDateTimeOffset() > created["expiresAt"].GetDateTimeOffset());
        (await DoAsync(id, "release", new { agentId = "b" })).ExpectProblem(HttpStatusCode.Conflict, "lease-lost").Dispose();
        (await DoAsync(id, "force-release", new { by = "boss" })).ExpectProblem(HttpStatusCode.BadRequest, "invalid", "reason").Dispose();
        using Answer forced = await DoAsync(id, "force-release", new { by = "boss", reason = "release day" });

        Assert.Equal(("forced", "boss"), (forced.Expect(HttpStatusCode.OK)["status"].GetString(), forced["endedBy"].GetString()));
        using Answer history = await _host.GetAsync($"/api/v1/file-leases/{id}/events?minPosition={forced.Position}");
        Assert.Equal(
            [("reserved", "a", "parser"), ("forced", "boss", "release day")],
            history.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(
                e => (e.GetProperty("eventType").GetString(), e.GetProperty("changedBy").GetString(), e.GetProperty("reason").GetString())));
        using Answer read = await _host.GetAsync($"/api/v1/file-leases/{id}");
        using Answer listed = await _host.GetAsync($"/api/v1/file-leases?project={Uri.EscapeDataString(_project)}/&agentId=a&sessionId=s1&status=forced");
        Assert.Equal(
            JsonSerializer.Serialize(read.Expect(HttpStatusCode.OK).Body),
            JsonSerializer.Serialize(listed.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single()));
        (await _host.GetAsync("/api/v1/file-leases/none")).ExpectProblem(HttpStatusCode.NotFound, "not-found").Dispose();
    }

    [Fact]
    public async Task A_list_by_path_has_the_leases_that_cover_it()
    {
        using Answer one = await ReserveAsync("a", "src/**/*.cs", new { mode = "shared" });
        using Answer two = await ReserveAsync("b", "src", new { mode = "shared" });
        using Answer three = await ReserveAsync("c", "docs/", new { });
        using Answer ended = await DoAsync(two.Id, "release", new { agentId = "b" });

        Assert.Equal([two.Id, one.Id], await IdsAsync("path=src%2Fx%2Fa.cs"));
        Assert.Equal([one.Id], await IdsAsync("path=src%2Fx%2Fa.cs&active=true"));
        Assert.Equal([two.Id], await IdsAsync("path=.%2Fsrc%2Fa.md&active=false"));
        Assert.Equal([three.Id], await IdsAsync("path=docs%2F%C3%BCber.md"));

        async Task<IEnumerable<string?>> IdsAsync(string query)
        {
            using Answer list = await _host.GetAsync($"/api/v1/file-leases?project={_project}&{query}&minPosition={ended.Position}");
            JsonElement items = list.Expect(HttpStatusCode.OK)["items"];
            Assert.Equal(items.GetArrayLength(), list["total"].GetInt32());
            return [.. items.EnumerateArray().Select(item => item.GetProperty("id").GetString())];
        }
    }

    [Fact]
    public async Task A_check_names_what_stands_in_the_way_of_each_file()
    {
        using Answer lease = await ReserveAsync("a", "src/*.cs", new { reason = "mine" });

        using Answer conflicts = await CheckAsync("b", "src/a.cs", "README.md", "src/new\nline.cs");
        using Answer own = await CheckAsync("a", "src/a.cs");

        JsonElement[] items = [.. conflicts.Expect(HttpStatusCode.OK)["items"].EnumerateArray()];
        Assert.Equal(["src/a.cs", "src/new\nline.cs"], items.Select(item => item.GetProperty("path").GetString()));
        Assert.All(items, item => Assert.Equal(
            (lease.Id, "a", "src/*.cs", "mine"),
            (item.GetProperty("leaseId").GetString(), item.GetProperty("agentId").GetString(), item.GetProperty("pattern").GetString(), item.GetProperty("reason").GetString())));
        Assert.Empty(own.Expect(HttpStatusCode.OK)["items"].EnumerateArray());
        (await CheckAsync("b", "../x")).ExpectProblem(HttpStatusCode.BadRequest, "invalid", "paths[0]").Dispose();
    }

    [Fact]
    public async Task Bad_patterns_are_refused_by_their_place_and_a_key_reserves_once()
    {
        using Answer bad = await _host.PostAsync("/api/v1/file-leases", new { project = _project, agentId = "a", patterns = new[] { "ok", @"src\a.cs" } });
        bad.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "patterns[1]");
        using Answer tooLong = await _host.PostAsync("/api/v1/file-leases", new { project = _project, agentId = "a", patterns = new[] { "ok" }, ttlSeconds = 604_801 });
        tooLong.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "ttlSeconds");

        string body = JsonSerializer.Serialize(new { project = _project, agentId = "a", patterns = new[] { "x" } });
        using Answer first = await KeyedAsync();
        using Answer again = await KeyedAsync();
        Assert.Equal(first.Expect(HttpStatusCode.Created).Id, again.Expect(HttpStatusCode.Created).Id);

        Task<Answer> KeyedAsync() => _host.SendAsync(
            HttpRequests.Of(_host, HttpMethod.Post, "/api/v1/file-leases", Encoding.UTF8.GetBytes(body)).With("Idempotency-Key", _project));
    }

    private Task<Answer> ReserveAsync(string agent, string pattern, object fields)
    {
        Dictionary<string, object?> body = fields.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(fields));
        body["project"] = _project;
        body["agentId"] = agent;
        body["patterns"] = new[] { pattern };
        return _host.PostAsync("/api/v1/file-leases", body);
    }

    private Task<Answer> DoAsync(string id, string what, object body) => _host.PostAsync($"/api/v1/file-leases/{id}/{what}", body);

    private Task<Answer> CheckAsync(string agent, params string[] paths) =>
        _host.PostAsync("/api/v1/file-leases:check", new { project = _project, agentId = agent, paths });
}
