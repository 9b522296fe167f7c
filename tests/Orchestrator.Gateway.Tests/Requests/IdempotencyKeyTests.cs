using System.Net;
using System.Text;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Requests;

public sealed class IdempotencyKeyTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("a b")]
    [InlineData("tab\tbed")]
    [InlineData("")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task A_key_that_is_not_1_to_128_visible_ascii_is_refused(string key)
    {
        using Answer refused = await _host.SendAsync(
            HttpRequests.Of(_host, HttpMethod.Post, "/api/v1/sessions", "{}"u8.ToArray()).With("Idempotency-Key", key));

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "Idempotency-Key");
    }

    [Fact]
    public async Task A_key_is_kept_with_the_command_and_with_no_other()
    {
        string id = SharedHost.Unique("keyed");
        using Answer created = await _host.SendAsync(
            HttpRequests.Of(_host, HttpMethod.Post, "/api/v1/sessions", Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""))
                .With("Idempotency-Key", "key-1"));
        using Answer updated = await _host.SendAsync(HttpMethod.Patch, $"/api/v1/sessions/{id}", new { name = "n" });

        Assert.Contains("\"key-1\"", await _host.MetadataAsync(created.Position), StringComparison.Ordinal);
        Assert.DoesNotContain("key-1", await _host.MetadataAsync(updated.Position), StringComparison.Ordinal);
    }
}
