using System.Net;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Requests;

/// <summary>Two who change the same thing do not undo each other's work.</summary>
public sealed class EntityTagTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("sessions", """{"name":"one"}""", """{"name":"two"}""")]
    [InlineData("agents", """{"team":"one"}""", """{"team":"two"}""")]
    [InlineData("tasks", """{"title":"one"}""", """{"title":"two"}""")]
    [InlineData("departments", """{"domain":"one"}""", """{"domain":"two"}""")]
    public async Task Change_of_what_another_changed_meanwhile_is_refused(string kind, string first, string second)
    {
        string path = await CreateAsync(kind);
        string read = await TagAsync(path);

        using Answer mine = await PatchAsync(path, first, read);
        using Answer others = await PatchAsync(path, second, read);

        mine.Expect(HttpStatusCode.OK);
        others.ExpectProblem(HttpStatusCode.PreconditionFailed, "precondition-failed");
        Assert.False(others.Response.Headers.Contains("ETag"));
        string now = mine.Response.Headers.ETag!.ToString();
        Assert.NotEqual(read, now);
        Assert.Equal(now, await TagAsync(path, mine.Position));
        using Answer again = await PatchAsync(path, second, $"\"other\", {now}");
        again.Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Change_that_is_bound_to_nothing_or_to_any_version_is_made()
    {
        string path = await CreateAsync("sessions");

        using Answer any = await PatchAsync(path, """{"name":"one"}""", "*");
        using Answer none = await PatchAsync(path, """{"name":"two"}""", null);

        any.Expect(HttpStatusCode.OK);
        none.Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Weak_tag_is_never_the_same()
    {
        string path = await CreateAsync("sessions");

        using Answer answer = await PatchAsync(path, """{"name":"one"}""", $"W/{await TagAsync(path)}");

        answer.ExpectProblem(HttpStatusCode.PreconditionFailed, "precondition-failed");
    }

    [Fact]
    public async Task What_is_no_tag_is_refused_with_a_word_for_it()
    {
        string path = await CreateAsync("sessions");

        using Answer answer = await PatchAsync(path, """{"name":"one"}""", "unquoted");

        answer.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "If-Match");
    }

    [Fact]
    public async Task Heartbeat_does_not_change_the_tag_of_an_agent()
    {
        string path = await CreateAsync("agents");
        (await _host.PostAsync($"{path}/heartbeat", new { status = "busy" })).Expect(HttpStatusCode.OK).Dispose();
        string read = await TagAsync(path);

        (await _host.PostAsync($"{path}/heartbeat", new { currentTask = "x", metrics = new { cpu = 0.5 } })).Expect(HttpStatusCode.OK).Dispose();

        Assert.Equal(read, await TagAsync(path));
    }

    [Fact]
    public async Task Repetition_with_its_key_is_answered_as_first_though_the_version_has_moved_on()
    {
        string path = await CreateAsync("sessions");
        string read = await TagAsync(path);

        using Answer first = await PatchAsync(path, """{"name":"one"}""", read, "key-1");
        using Answer again = await PatchAsync(path, """{"name":"one"}""", read, "key-1");

        Assert.Equal(first.Expect(HttpStatusCode.OK).Text, again.Expect(HttpStatusCode.OK).Text);
    }

    private async Task<string> CreateAsync(string kind)
    {
        string id = Guid.NewGuid().ToString("N");
        (string path, object body) = kind switch
        {
            "sessions" => ("sessions", (object)new { id, name = "zero" }),
            "agents" => ("agents", new { id, name = "zero" }),
            "tasks" => ("tasks", new { id, title = "zero", board = "b" }),
            _ => ($"sessions/{id}/departments", new { id, name = "zero", domain = "zero" }),
        };
        if (kind == "departments")
        {
            using Answer session = await _host.PostAsync("/api/v1/sessions", new { id });
            session.Expect(HttpStatusCode.Created);
        }

        using Answer created = await _host.PostAsync($"/api/v1/{path}", body);
        created.Expect(HttpStatusCode.Created);
        return $"/api/v1/{kind}/{id}";
    }

    private async Task<string> TagAsync(string path, long minPosition = 0)
    {
        using Answer answer = await _host.GetAsync(minPosition == 0 ? path : $"{path}?minPosition={minPosition}");
        return answer.Expect(HttpStatusCode.OK).Response.Headers.ETag!.ToString();
    }

    private async Task<Answer> PatchAsync(string path, string body, string? tag, string? key = null)
    {
        HttpRequestMessage request = HttpRequests.Of(_host, HttpMethod.Patch, path, System.Text.Encoding.UTF8.GetBytes(body));
        if (tag is not null) request.With("If-Match", tag);
        if (key is not null) request.With("Idempotency-Key", key);
        return await _host.SendAsync(request);
    }
}
