using System.Net;
using Orchestrator.Gateway.Security;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Security;

public sealed class RequestGuardTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost:1")]
    [InlineData("https://127.0.0.1")]
    [InlineData("not a url")]
    public async Task Another_origin_is_refused_and_nothing_happens(string origin)
    {
        string id = SharedHost.Unique("origin");
        using Answer refused = await _host.SendAsync(
            HttpRequests.Of(_host, HttpMethod.Post, "/api/v1/sessions", System.Text.Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}""")).With("Origin", origin));
        using Answer missing = await _host.GetAsync($"/api/v1/sessions/{id}");

        refused.ExpectProblem(HttpStatusCode.Forbidden, "forbidden-origin");
        missing.Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_same_origin_is_served()
    {
        using Answer served = await _host.SendAsync(
            HttpRequests.Of(_host, HttpMethod.Get, "/api/v1/sessions").With("Origin", _host.Url.GetLeftPart(UriPartial.Authority)));

        served.Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task A_page_of_another_site_takes_no_messages_without_an_origin_either(string site)
    {
        using Answer refused = await _host.SendAsync(
            HttpRequests.Of(_host, HttpMethod.Get, "/api/v1/agents/a/inbox").With("Sec-Fetch-Site", site));

        refused.ExpectProblem(HttpStatusCode.Forbidden, "forbidden-origin");
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:5080")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("10.0.0.1")]
    public async Task A_name_that_was_rebound_to_this_machine_is_refused(string name)
    {
        HttpRequestMessage request = HttpRequests.Of(_host, HttpMethod.Get, "/api/v1/sessions");
        request.Headers.Host = name;
        using Answer refused = await _host.SendAsync(request);

        refused.ExpectProblem(HttpStatusCode.Forbidden, "forbidden-host");
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:80")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:5080")]
    public async Task A_name_of_this_machine_is_served(string name)
    {
        HttpRequestMessage request = HttpRequests.Of(_host, HttpMethod.Get, "/api/v1/sessions");
        request.Headers.Host = name;
        using Answer served = await _host.SendAsync(request);

        served.Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Every_answer_forbids_guessing_its_type()
    {
        foreach (string path in new[] { "/healthz", "/api/v1/sessions", "/api/v1/nothing", "/openapi/v1.json" })
        {
            using Answer answer = await _host.GetAsync(path);
            Assert.Equal("nosniff", answer.Response.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Theory]
    [InlineData("/a/../b", true)]
    [InlineData("/a/..", true)]
    [InlineData("/a/.%2E/b", true)]
    [InlineData("/a/%2e", true)]
    [InlineData("/a/..b", false)]
    [InlineData("/a/.b.", false)]
    [InlineData("/a?x=/../", false)]
    [InlineData("/a/%2F..%2F", false)]
    public void Dot_segments_are_seen_plain_and_escaped(string target, bool has) => Assert.Equal(has, DotSegments.In(target));
}
