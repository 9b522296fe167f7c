using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Departments;

public sealed class DepartmentEndpointTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Figures_come_from_the_messages_and_tasks_of_its_members()
    {
        string session = SharedHost.Unique("session");
        string name = SharedHost.Unique("validation");
        (string one, string two, string stranger, string boss) = (SharedHost.Unique("one"), SharedHost.Unique("two"), SharedHost.Unique("stranger"), SharedHost.Unique("boss"));
        using Answer s = await _host.PostAsync("/api/v1/sessions", new { id = session });
        using Answer created = await _host.PostAsync(
            $"/api/v1/sessions/{session}/departments", new { name, domain = "validation", isActive = true, performance = new { messagesProcessed = 100, errorRate = 0.02 } });
        created.Expect(HttpStatusCode.Created);
        Assert.Equal(0.02, created["reportedPerformance"].GetProperty("errorRate").GetDouble());
        await RegisterAsync(one, name, session);
        await RegisterAsync(two, created.Id, null);
        await RegisterAsync(stranger, name, "another-session");
        foreach (string to in (string[])[one, two, stranger]) await SendAsync(boss, to);
        await AcknowledgeAsync(one);
        await AcknowledgeAsync(stranger);
        await FailAsync(two);
        string task = SharedHost.Unique("task");
        using Answer t = await _host.PostAsync("/api/v1/tasks", new { id = task, title = "t", board = task });
        using Answer claimed = await _host.PostAsync($"/api/v1/tasks/{task}/claim", new { agentId = one });
        using Answer done = await _host.PostAsync($"/api/v1/tasks/{task}/complete", new { agentId = one });

        using Answer read = await _host.GetAsync($"/api/v1/departments/{created.Id}?minPosition={done.Expect(HttpStatusCode.OK).Position}");

        JsonElement figures = read.Expect(HttpStatusCode.OK)["performance"];
        Assert.Equal(2, read["members"].GetInt32());
        Assert.Equal(1, figures.GetProperty("messagesProcessed").GetInt64());
        Assert.Equal(1.0 / 3, figures.GetProperty("errorRate").GetDouble(), 6);
        Assert.Equal(2 / 60.0, figures.GetProperty("throughput").GetDouble(), 6);
        Assert.NotEqual(JsonValueKind.Null, figures.GetProperty("lastActivity").ValueKind);
        using Answer list = await _host.GetAsync($"/api/v1/sessions/{session}/departments?minPosition={done.Position}");
        Assert.Equal(read.Text, list.Expect(HttpStatusCode.OK)["items"][0].GetRawText());
    }

    [Fact]
    public async Task Message_to_a_department_reaches_its_members()
    {
        string name = SharedHost.Unique("department");
        string member = SharedHost.Unique("member");
        await RegisterAsync(member, name, null);

        await SendAsync(SharedHost.Unique("boss"), $"department:{name}");

        using Answer inbox = await _host.GetAsync($"/api/v1/agents/{member}/inbox?wait=10");
        Assert.Equal(1, inbox["items"].GetArrayLength());
    }

    [Fact]
    public async Task Changing_one_leaves_what_is_not_given()
    {
        string session = SharedHost.Unique("session");
        using Answer s = await _host.PostAsync("/api/v1/sessions", new { id = session });
        using Answer created = await _host.PostAsync($"/api/v1/sessions/{session}/departments", new { name = "n", domain = "d" });

        using Answer changed = await _host.SendAsync(HttpMethod.Patch, $"/api/v1/departments/{created.Id}", new { isActive = false });

        Assert.Equal(("d", false), (changed.Expect(HttpStatusCode.OK)["domain"].GetString()!, changed["isActive"].GetBoolean()));
        using Answer missing = await _host.SendAsync(HttpMethod.Patch, "/api/v1/departments/nowhere", new { isActive = false });
        missing.ExpectProblem(HttpStatusCode.NotFound, "not-found");
        using Answer nobody = await _host.GetAsync("/api/v1/sessions/nowhere/departments");
        nobody.ExpectProblem(HttpStatusCode.NotFound, "not-found");
    }

    private async Task RegisterAsync(string id, string department, string? sessionId)
    {
        using Answer agent = await _host.PostAsync("/api/v1/agents", new { id, name = id, department, sessionId });
        agent.Expect(HttpStatusCode.Created);
    }

    private async Task SendAsync(string from, string to)
    {
        using Answer sent = await _host.PostAsync("/api/v1/messages", new { from, to, content = "work" });
        sent.Expect(HttpStatusCode.Created);
    }

    private async Task AcknowledgeAsync(string agent)
    {
        using Answer done = await _host.PostAsync($"/api/v1/agents/{agent}/inbox/{await TakeAsync(agent)}/ack");
        done.Expect(HttpStatusCode.OK);
    }

    private async Task FailAsync(string agent)
    {
        using Answer done = await _host.PostAsync($"/api/v1/agents/{agent}/inbox/{await TakeAsync(agent)}/fail", new { reason = "no" });
        done.Expect(HttpStatusCode.OK);
    }

    private async Task<string> TakeAsync(string agent)
    {
        using Answer inbox = await _host.GetAsync($"/api/v1/agents/{agent}/inbox?wait=10");
        return inbox.Expect(HttpStatusCode.OK)["items"][0].GetProperty("messageId").GetString()!;
    }
}
