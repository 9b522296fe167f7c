using System.Net;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Search;

public sealed class SearchEndpointTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Words_of_sessions_and_messages_are_found()
    {
        string word = $"word{Guid.NewGuid():N}";
        using Answer session = await _host.PostAsync("/api/v1/sessions", new { name = $"about {word}" });
        using Answer message = await _host.PostAsync("/api/v1/messages", new { from = "a", to = "b", content = $"see {word}" });
        using Answer all = await _host.GetAsync($"/api/v1/search?q={word}&minPosition={message.Position}");
        using Answer messages = await _host.GetAsync($"/api/v1/search?q={word}&kinds=message");

        Assert.Equal(["message", "session"], Kinds(all).Order());
        Assert.Equal(["message"], Kinds(messages));
    }

    [Theory]
    [InlineData("", "q")]
    [InlineData("q=", "q")]
    [InlineData("q=%20", "q")]
    [InlineData("q=a%00b", "q")]
    [InlineData("q=x&kinds=tables", "kinds")]
    [InlineData("q=x&limit=0", "limit")]
    [InlineData("q=x&limit=501", "limit")]
    public async Task A_bad_parameter_is_named(string query, string field)
    {
        using Answer refused = await _host.GetAsync($"/api/v1/search?{query}");

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
    }

    [Theory]
    [InlineData("%22unclosed")]
    [InlineData("a%20AND%20OR%20NOT")]
    [InlineData("NEAR(a%20b)")]
    [InlineData("content:x")]
    [InlineData("%27%3B%20DROP%20TABLE%20sessions%3B--")]
    [InlineData("***")]
    [InlineData("%F0%9F%99%82")]
    public async Task The_query_language_of_the_database_is_not_the_callers(string q)
    {
        using Answer found = await _host.GetAsync($"/api/v1/search?q={q}");

        found.Expect(HttpStatusCode.OK);
    }

    private static IEnumerable<string?> Kinds(Answer found) =>
        found.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(hit => hit.GetProperty("kind").GetString());
}
