using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Messages;

/// <summary>Messages to groups: all members get them, or any one takes them.</summary>
public sealed class GroupTests : IAsyncLifetime
{
    private readonly string _name = SharedHost.Unique("group");
    private TestHost _host = null!;

    private string Team => $"team:{_name}";

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("team")]
    [InlineData("department")]
    [InlineData("capability")]
    [InlineData("type")]
    [InlineData("session")]
    public async Task Every_member_but_the_sender_gets_what_is_sent_to_its_group(string kind)
    {
        string[] agents = [SharedHost.Unique("one"), SharedHost.Unique("two"), SharedHost.Unique("outside")];
        foreach (string agent in agents[..2])
        {
            await RegisterAsync(new()
            {
                ["id"] = agent,
                ["name"] = agent,
                [kind switch { "session" => "sessionId", "capability" => "capabilities", _ => kind }] = kind == "capability" ? new[] { "other", _name } : _name,
            });
        }

        await RegisterAsync(new() { ["id"] = agents[2], ["name"] = agents[2] });
        using Answer sent = await SendAsync(agents[0], $"{kind}:{_name}", "to all");
        JsonElement received = Assert.Single(await ReceiveAsync(agents[1]));
        using Answer deliveries = await _host.GetAsync($"/api/v1/messages/{sent.Id}/deliveries?minPosition={sent.Position}");

        Assert.Equal(sent.Id, received.GetProperty("messageId").GetString());
        Assert.Equal($"{kind}:{_name}", received.GetProperty("message").GetProperty("to").GetString());
        Assert.Equal([agents[1]], deliveries.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(d => d.GetProperty("recipient").GetString()));
        Assert.Empty(await ReceiveAsync(agents[0], wait: 0));
        Assert.Empty(await ReceiveAsync(agents[2], wait: 0));
    }

    [Fact]
    public async Task A_group_may_have_any_name_that_people_write()
    {
        string agent = await MemberAsync(new() { ["department"] = $"Größe & Co. {_name}" });
        using Answer sent = await SendAsync("boss", $"department:Größe & Co. {_name}", "hello");

        Assert.Equal(sent.Id, Assert.Single(await ReceiveAsync(agent)).GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task Members_follow_registration_update_and_deletion()
    {
        using Answer before = await _host.PostAsync("/api/v1/messages", new { from = "boss", to = Team, content = "x" });
        string one = await MemberAsync(new() { ["team"] = _name });
        string two = await MemberAsync([]);
        using Answer toOne = await SendAsync("boss", Team, "to one");
        using Answer moved = await _host.SendAsync(HttpMethod.Patch, $"/api/v1/agents/{two}", new { team = _name });
        moved.Expect(HttpStatusCode.OK);
        using Answer toBoth = await SendAsync("boss", Team, "to both");
        using Answer left = await _host.SendAsync(HttpMethod.Patch, $"/api/v1/agents/{one}", new { team = "elsewhere" });
        left.Expect(HttpStatusCode.OK);
        using Answer toTwo = await SendAsync("boss", Team, "to two");
        using Answer deleted = await _host.SendAsync(HttpMethod.Delete, $"/api/v1/agents/{two}");
        deleted.Expect(HttpStatusCode.OK);
        using Answer after = await _host.PostAsync("/api/v1/messages", new { from = "boss", to = Team, content = "x" });

        before.ExpectProblem(HttpStatusCode.Conflict, "no-recipients");
        after.ExpectProblem(HttpStatusCode.Conflict, "no-recipients");
        Assert.Equal([one], await RecipientsAsync(toOne));
        Assert.Equal([one, two], await RecipientsAsync(toBoth));
        Assert.Equal([two], await RecipientsAsync(toTwo));
    }

    [Fact]
    public async Task A_group_of_the_sender_alone_has_no_recipients()
    {
        string alone = await MemberAsync(new() { ["team"] = _name });
        using Answer refused = await _host.PostAsync("/api/v1/messages", new { from = alone, to = Team, content = "x" });

        refused.ExpectProblem(HttpStatusCode.Conflict, "no-recipients");
    }

    [Fact]
    public async Task Exactly_one_of_the_members_that_wait_takes_what_is_for_any_of_them()
    {
        string[] agents = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MemberAsync(new() { ["team"] = _name })))];
        Task<JsonElement[]>[] waiting = [.. agents.Select(agent => ReceiveAsync(agent, wait: 5))];
        using Answer sent = await SendAsync("boss", $"any-of:{Team}", "for one");
        using Answer more = await SendAsync("boss", $"any-of:{Team}", "for another");
        JsonElement[][] taken = await Task.WhenAll(waiting);

        Assert.Equal(
            ((string[])[sent.Id, more.Id]).Order(StringComparer.Ordinal),
            taken.SelectMany(items => items).Select(i => i.GetProperty("messageId").GetString()).Order(StringComparer.Ordinal));
        string taker = agents[Array.FindIndex(taken, items => items.Any(i => i.GetProperty("messageId").GetString() == sent.Id))];
        using Answer acknowledged = await _host.PostAsync($"/api/v1/agents/{taker}/inbox/{sent.Id}/ack");
        using Answer deliveries = await _host.GetAsync($"/api/v1/messages/{sent.Id}/deliveries?minPosition={acknowledged.Position}");
        JsonElement delivery = deliveries["items"].EnumerateArray().Single();
        Assert.Equal((Team, "acknowledged", taker), (
            delivery.GetProperty("recipient").GetString(), delivery.GetProperty("status").GetString(), delivery.GetProperty("takenBy").GetString()));
    }

    [Fact]
    public async Task What_is_for_any_of_a_group_waits_for_a_member()
    {
        using Answer sent = await SendAsync("boss", $"any-of:{Team}", "for whoever comes");
        string agent = await MemberAsync(new() { ["team"] = _name });

        Assert.Equal(sent.Id, Assert.Single(await ReceiveAsync(agent)).GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task What_one_member_gives_back_another_takes()
    {
        string one = await MemberAsync(new() { ["team"] = _name });
        using Answer sent = await SendAsync("boss", $"any-of:{Team}", "work");
        Assert.Single(await ReceiveAsync(one));
        string two = await MemberAsync(new() { ["team"] = _name });
        Task<JsonElement[]> waiting = ReceiveAsync(two);
        using Answer back = await _host.PostAsync($"/api/v1/agents/{one}/inbox/{sent.Id}/nack", new { delaySeconds = 0, reason = "busy" });
        JsonElement again = Assert.Single(await waiting);
        using Answer late = await _host.PostAsync($"/api/v1/agents/{one}/inbox/{sent.Id}/ack");
        using Answer done = await _host.PostAsync($"/api/v1/agents/{two}/inbox/{sent.Id}/ack");

        Assert.Equal("queued", back.Expect(HttpStatusCode.OK)["status"].GetString());
        Assert.Equal((sent.Id, 2), (again.GetProperty("messageId").GetString(), again.GetProperty("attempt").GetInt32()));
        late.ExpectProblem(HttpStatusCode.Conflict, "lease-lost");
        Assert.Equal("acknowledged", done.Expect(HttpStatusCode.OK)["status"].GetString());
    }

    [Theory]
    [InlineData("team", "")]
    [InlineData("department", " with & spaces")]
    public async Task Dead_letters_of_a_group_are_listed_and_requeued_under_its_name(string kind, string suffix)
    {
        string name = $"{_name}{suffix}";
        string group = Uri.EscapeDataString($"{kind}:{name}");
        string agent = await MemberAsync(new() { [kind] = name });
        using Answer sent = await SendAsync("boss", $"any-of:{kind}:{name}", "impossible");
        Assert.Single(await ReceiveAsync(agent));
        using Answer failed = await _host.PostAsync($"/api/v1/agents/{agent}/inbox/{sent.Id}/fail", new { reason = "can't be done" });
        failed.Expect(HttpStatusCode.OK);
        using Answer own = await _host.GetAsync($"/api/v1/agents/{agent}/dead-letters?minPosition={failed.Position}");
        using Answer listed = await _host.GetAsync($"/api/v1/agents/{group}/dead-letters");
        using Answer requeued = await _host.PostAsync($"/api/v1/agents/{group}/dead-letters/{sent.Id}/requeue");

        Assert.Equal(0, own.Expect(HttpStatusCode.OK)["total"].GetInt64());
        JsonElement dead = listed.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single();
        Assert.Equal((sent.Id, "failed", "can't be done"), (
            dead.GetProperty("messageId").GetString(), dead.GetProperty("status").GetString(), dead.GetProperty("lastError").GetString()));
        Assert.Equal("queued", requeued.Expect(HttpStatusCode.OK)["status"].GetString());
        Assert.Equal(sent.Id, Assert.Single(await ReceiveAsync(agent)).GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task A_group_has_no_inbox_of_its_own()
    {
        using Answer sent = await SendAsync("boss", $"any-of:{Team}", "x");
        string inbox = $"/api/v1/agents/{Team}/inbox";
        using Answer received = await _host.GetAsync(inbox);
        using Answer acknowledged = await _host.PostAsync($"{inbox}/{sent.Id}/ack");
        using Answer returned = await _host.PostAsync($"{inbox}/{sent.Id}/nack", new { });
        using Answer failed = await _host.PostAsync($"{inbox}/{sent.Id}/fail", new { reason = "x" });

        foreach (Answer refused in new[] { received, acknowledged, returned, failed })
            refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "id");
    }

    [Theory]
    [InlineData("team:x")]
    [InlineData("any-of:x")]
    public async Task Nobody_is_called_like_a_group(string id)
    {
        using Answer agent = await _host.PostAsync("/api/v1/agents", new { id, name = "x" });
        using Answer sender = await _host.PostAsync("/api/v1/messages", new { from = id, to = "a", content = "x" });
        using Answer asker = await _host.PostAsync("/api/v1/messages:ask", new { from = id, to = "a", content = "x" });
        using Answer conversation = await _host.PostAsync("/api/v1/conversations", new { id, title = "x" });

        agent.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "id");
        sender.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "from");
        asker.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "from");
        conversation.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "id");
    }

    [Fact]
    public async Task Any_of_a_group_is_not_brought_by_the_host()
    {
        using Answer refused = await _host.PostAsync(
            "/api/v1/messages", new { from = "boss", to = $"any-of:{Team}", content = "x", deliveryMethod = "webhook" });

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "deliveryMethod");
    }

    private async Task<string> MemberAsync(Dictionary<string, object> profile)
    {
        string id = SharedHost.Unique("member");
        await RegisterAsync(new(profile) { ["id"] = id, ["name"] = id });
        return id;
    }

    private async Task RegisterAsync(Dictionary<string, object> agent)
    {
        using Answer registered = await _host.PostAsync("/api/v1/agents", agent);
        registered.Expect(HttpStatusCode.Created);
    }

    private async Task<Answer> SendAsync(string from, string to, string content) =>
        (await _host.PostAsync("/api/v1/messages", new { from, to, content })).Expect(HttpStatusCode.Created);

    private async Task<JsonElement[]> ReceiveAsync(string agent, int wait = 20)
    {
        using Answer received = await _host.GetAsync($"/api/v1/agents/{agent}/inbox?max=1&wait={wait}");
        return [.. received.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(i => i.Clone())];
    }

    private async Task<IEnumerable<string?>> RecipientsAsync(Answer sent)
    {
        using Answer deliveries = await _host.GetAsync($"/api/v1/messages/{sent.Id}/deliveries?minPosition={sent.Position}");
        return [.. deliveries.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(d => d.GetProperty("recipient").GetString())];
    }
}
