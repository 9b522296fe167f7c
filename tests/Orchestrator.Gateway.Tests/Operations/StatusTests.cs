using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Operations;

public sealed class StatusTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task It_says_what_runs_where_and_how_far_it_is()
    {
        using Answer session = await host.PostAsync("/api/v1/sessions");
        using Answer agent = await host.PostAsync("/api/v1/agents", new { name = "a" });
        using Answer message = await host.PostAsync("/api/v1/messages", new { from = "a", to = "a", content = "note" });
        using Answer projected = await host.GetAsync($"/api/v1/messages?minPosition={message.Position}");

        using Answer status = await host.GetAsync("/api/v1/status");

        status.Expect(HttpStatusCode.OK);
        Assert.Equal(host.Url.GetLeftPart(UriPartial.Authority), status["url"].GetString());
        Assert.Equal(host.Folder, status["dataDirectory"].GetString());
        Assert.Equal(Environment.ProcessId, status["pid"].GetInt32());
        Assert.Contains(status["engine"].GetString(), new[] { "Embedded", "Orleans" });
        Assert.Matches(@"^\d+\.\d+\.\d+", status["version"].GetString());
        Assert.True(status["uptimeSeconds"].GetDouble() > 0);
        Assert.True(status["ready"].GetBoolean());
        Assert.True(status["journal"].GetProperty("writable").GetBoolean());
        Assert.True(status["journal"].GetProperty("lastPosition").GetInt64() >= message.Position);
        Assert.Equal("running", status["projection"].GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, status["projection"].GetProperty("reason").ValueKind);
        Assert.Equal("""{"sessions":1,"agents":1,"messages":1}""", status["counts"].GetRawText());
    }
}
