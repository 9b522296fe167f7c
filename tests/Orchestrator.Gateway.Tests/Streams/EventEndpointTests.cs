using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Tests.Hosting;
using Orchestrator.Streams;

namespace Orchestrator.Gateway.Tests.Streams;

public sealed class EventEndpointTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task An_event_is_heard_as_it_happens_with_its_position_as_id()
    {
        string id = SharedHost.Unique("s");
        await using Listener listener = await Listener.ListenAsync(host, $"?session={id}");

        using Answer created = await host.PostAsync("/api/v1/sessions", new { id });
        Listener.Heard heard = (await listener.NextAsync())!;

        Assert.Equal("text/event-stream", listener.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-cache", listener.Response.Headers.CacheControl?.ToString());
        Assert.Equal("no", listener.Response.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.Empty(listener.Response.Content.Headers.ContentEncoding);
        Assert.Equal(($"{created.Position}", "session-created"), (heard.Id, heard.Type));
        Assert.Equal(created.Position, heard.Data.GetProperty("position").GetInt64());
        Assert.Equal("session-created", heard.Data.GetProperty("type").GetString());
        Assert.Equal(id, heard.Data.GetProperty("payload").GetProperty("id").GetString());
        Assert.Equal(
            ["position", "grain", "sequence", "type", "at", "actor", "payload"], heard.Data.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task Interrupted_after_each_event_it_goes_on_with_the_next_also_within_a_commit()
    {
        long before = await host.PositionAsync();
        string session = SharedHost.Unique("s");
        object[] participants = [.. Enumerable.Range(0, 6).Select(i => new { agentId = $"p{i}" })];
        using Answer conversation = await host.PostAsync("/api/v1/conversations", new { title = "t", sessionId = session, participants });
        using Answer created = await host.PostAsync("/api/v1/sessions", new { id = session });
        List<string> heard = [];
        string cursor = $"{before}";

        while (cursor != $"{created.Position}")
        {
            await using Listener listener = await Listener.ListenAsync(host, "?after=0", cursor); // the header wins
            Listener.Heard one = (await listener.NextAsync())!;
            heard.Add(one.Key);
            cursor = one.Id;
        }

        using Answer journal = await host.GetAsync($"/api/v1/journal?after={before}");
        Assert.Equal(
            journal["items"].EnumerateArray().Where(e => e.GetProperty("position").GetInt64() <= created.Position)
                .Select(e => $"{e.GetProperty("grain").GetString()}#{e.GetProperty("sequence").GetInt64()}"),
            heard);
        Assert.True(heard.Count >= 8);
    }

    [Fact]
    public async Task Only_what_is_wanted_is_heard()
    {
        string agent = SharedHost.Unique("a");
        string session = SharedHost.Unique("s");
        long before = await host.PositionAsync();
        using Answer registered = await host.PostAsync("/api/v1/agents", new { id = agent, name = agent });
        using Answer sent = await host.PostAsync("/api/v1/messages", new { from = "x", to = agent, content = "1", sessionId = session });
        using Answer other = await host.PostAsync("/api/v1/messages", new { from = "x", to = "y", content = "2" });
        using Answer created = await host.PostAsync("/api/v1/sessions", new { id = session });
        await using Listener byType = await Listener.ListenAsync(host, $"?types=message-sent,session-created&after={before}");
        await using Listener byAgent = await Listener.ListenAsync(host, $"?agent={agent}&types=agent-registered,message-sent&after={before}");
        await using Listener bySession = await Listener.ListenAsync(host, $"?session={session}&after={before}");

        Assert.Equal(["message-sent", "message-sent", "session-created"], (await byType.TakeAsync(3)).Select(one => one.Type));
        Assert.Equal(["agent-registered", "message-sent"], (await byAgent.TakeAsync(2)).Select(one => one.Type));
        Assert.Equal(["message-sent", "session-created"], (await bySession.TakeAsync(2)).Select(one => one.Type));
    }

    [Theory]
    [InlineData("types=mesage-sent", "types", "message-sent")]
    [InlineData("types=,", "types", "at least one")]
    [InlineData("session=a%20b", "session", "1 to 128")]
    [InlineData("agent=../x", "agent", "1 to 128")]
    [InlineData("after=-1", "after", "42.1")]
    [InlineData("after=1.0", "after", "42.1")]
    public async Task What_cannot_be_wanted_is_refused_and_says_what_can(string query, string field, string rule)
    {
        using Answer refused = await host.GetAsync($"/api/v1/events?{query}");

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
        Assert.Contains(rule, refused["detail"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_last_event_id_is_refused_by_the_headers_name()
    {
        using Answer refused = await host.SendAsync(
            HttpRequests.Of(host, HttpMethod.Get, "/api/v1/events").With("Last-Event-ID", "yesterday"));

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "Last-Event-ID");
    }

    [Fact]
    public async Task A_place_that_the_journal_has_not_reached_is_a_conflict()
    {
        using Answer refused = await host.GetAsync("/api/v1/events?after=999999999");

        refused.ExpectProblem(HttpStatusCode.Conflict, "cursor-ahead");
        Assert.Contains("backup", refused["detail"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_gone_is_forgotten()
    {
        await using TestHost own = await TestHost.StartAsync();
        EventFeed feed = own.App.Services.GetRequiredService<EventFeed>();
        Listener[] listeners = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Listener.ListenAsync(own)));
        Assert.Equal(20, feed.Readers);

        foreach (Listener listener in listeners) await listener.DisposeAsync();

        await Eventually.TrueAsync(() => Task.FromResult(feed.Readers == 0));
    }

    [Fact]
    public async Task More_listeners_than_allowed_are_refused_for_now()
    {
        await using TestHost own = await TestHost.StartAsync(null, null, "--Streams:MaxReaders", "1");
        await using Listener first = await Listener.ListenAsync(own);

        using Answer refused = await own.GetAsync("/api/v1/events");

        refused.ExpectProblem(HttpStatusCode.ServiceUnavailable, "too-many-readers");
        Assert.NotNull(refused.Response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_host_that_stops_says_so_and_is_not_held_up()
    {
        await using TestHost own = await TestHost.StartAsync();
        await using Listener listener = await Listener.ListenAsync(own);
        long begun = TimeProvider.System.GetTimestamp();

        Task stopping = own.StopAsync();
        Listener.Heard farewell = (await listener.NextAsync())!;
        Listener.Heard? end = await listener.NextAsync();
        await stopping;

        Assert.Equal(("stream-closed", "stopping"), (farewell.Type, farewell.Data.GetProperty("code").GetString()));
        Assert.Null(end);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(3.5), "the stop waited for the listener");
    }
}
