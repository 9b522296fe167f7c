using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Batches;

public sealed class BatchEndpointTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Sessions_that_can_be_are_created_and_the_others_are_told()
    {
        string id = SharedHost.Unique("session");
        using Answer done = await _host.PostAsync("/api/v1/sessions:batch", new
        {
            sessions = new object[]
            {
                new { id, type = "department", name = "dept-1", workspace = "/workspace/dept1" },
                new { id, type = "department", name = "dept-2" },
                new { name = new string('x', 201) },
                new { type = "department" },
            },
        });

        done.Expect(HttpStatusCode.OK);
        Assert.Equal((2, 2), (done["inserted"].GetInt32(), done["failed"].GetInt32()));
        Assert.Equal(["inserted", "failed", "failed", "inserted"], done["results"].EnumerateArray().Select(r => r.GetProperty("status").GetString()));
        Assert.Equal([null, "conflict", "invalid", null], done["results"].EnumerateArray().Select(r => r.GetProperty("code").GetString()));
        Assert.Equal("name", done["results"][2].GetProperty("field").GetString());
        using Answer read = await _host.GetAsync($"/api/v1/sessions?name=dept-1&type=department&minPosition={done.Position}");
        Assert.Contains(id, read.Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_of_a_batch_keep_their_order_in_each_conversation()
    {
        string to = SharedHost.Unique("to");
        string other = SharedHost.Unique("other");
        using Answer done = await _host.PostAsync("/api/v1/messages:batch", new
        {
            messages = Enumerable.Range(0, 100).Select(i => new { from = "sender", to = i % 3 == 0 ? other : to, type = "progress_report", content = new { progress = i } }),
        });

        Assert.Equal(100, done.Expect(HttpStatusCode.OK)["inserted"].GetInt32());
        using Answer list = await _host.GetAsync($"/api/v1/messages?between=sender,{to}&limit=100&minPosition={done.Position}");
        int[] progress = [.. list.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(m => m.GetProperty("content").GetProperty("progress").GetInt32()).Reverse()];
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i % 3 != 0), progress);
    }

    [Fact]
    public async Task Batch_sent_again_with_its_key_makes_nothing_twice()
    {
        string key = SharedHost.Unique("key");
        object batch = new { sessions = Enumerable.Range(0, 20).Select(i => new { name = $"{key}-{i}" }) };

        using Answer first = await _host.SendAsync(Keyed("/api/v1/sessions:batch", batch, key));
        using Answer second = await _host.SendAsync(Keyed("/api/v1/sessions:batch", batch, key));

        Assert.Equal(first.Expect(HttpStatusCode.OK).Text, second.Expect(HttpStatusCode.OK).Text);
        using Answer list = await _host.GetAsync($"/api/v1/sessions?name={key}&minPosition={second.Position}");
        Assert.Equal(20, list["total"].GetInt64());
    }

    [Theory]
    [InlineData("""{"sessions":[]}""", "sessions")]
    [InlineData("""{"sessions":[{},null]}""", "sessions[1]")]
    [InlineData("""{"sessions":[{},{"status":"sleeping"}]}""", "sessions[1].status")]
    [InlineData("{}", "sessions")]
    public async Task Batch_that_cannot_be_read_makes_nothing(string body, string field)
    {
        using Answer answer = await _host.SendTextAsync(HttpMethod.Post, "/api/v1/sessions:batch", body);

        answer.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
    }

    private HttpRequestMessage Keyed(string path, object body, string key) =>
        HttpRequests.Of(_host, HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(body)).With("Idempotency-Key", key);
}
