using System.Net;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Journal;

public sealed class JournalEndpointTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task It_is_read_in_order_and_from_where_the_last_page_ended()
    {
        long before = await host.PositionAsync();
        using Answer created = await host.PostAsync("/api/v1/sessions", new { id = "journaled" });
        using Answer ended = await host.PostAsync("/api/v1/sessions/journaled/end", new { summary = "s" });

        using Answer first = await host.GetAsync($"/api/v1/journal?after={before}&limit=1");
        using Answer rest = await host.GetAsync($"/api/v1/journal?after={first["next"].GetInt64()}");
        using Answer end = await host.GetAsync($"/api/v1/journal?after={rest["next"].GetInt64()}");

        var item = first.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single();
        Assert.Equal("session-created", item.GetProperty("type").GetString());
        Assert.Equal("session/journaled", item.GetProperty("grain").GetString());
        Assert.Equal(1, item.GetProperty("sequence").GetInt64());
        Assert.Equal(created.Position, item.GetProperty("position").GetInt64());
        Assert.Equal("journaled", item.GetProperty("payload").GetProperty("id").GetString());
        Assert.Equal("session-ended", rest["items"][0].GetProperty("type").GetString());
        Assert.Equal(ended.Position, rest["lastPosition"].GetInt64());
        Assert.Empty(end["items"].EnumerateArray());
        Assert.Equal(rest["next"].GetInt64(), end["next"].GetInt64());
    }

    [Fact]
    public async Task The_events_of_one_commit_have_numbers_of_their_own()
    {
        long before = await host.PositionAsync();
        using Answer created = await host.PostAsync(
            "/api/v1/conversations", new { title = "t", participants = new[] { new { agentId = "a" }, new { agentId = "b" } } });
        using Answer journal = await host.GetAsync($"/api/v1/journal?after={before}");

        Assert.Equal(
            [("conversation-created", 1L), ("participant-joined", 2L), ("participant-joined", 3L)],
            journal["items"].EnumerateArray().Select(e => (e.GetProperty("type").GetString()!, e.GetProperty("sequence").GetInt64())));
    }

    [Theory]
    [InlineData("after=-1", "after")]
    [InlineData("after=x", "after")]
    [InlineData("after=9223372036854775808", "after")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    public async Task A_bad_parameter_is_named(string query, string field)
    {
        using Answer refused = await host.GetAsync($"/api/v1/journal?{query}");

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
    }
}
