using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Requests;

public sealed class BodyTests : IAsyncLifetime
{
    private const int MiB = 1024 * 1024;

    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("""{"from":"a","to":"b"}""", "content")]
    [InlineData("{}", "from")]
    [InlineData("""{"from":1,"content":1}""", "from")]
    [InlineData("""{"from":null,"content":1}""", "from")]
    [InlineData("""{"from":"..","to":"b","content":1}""", "from")]
    [InlineData("""{"from":"a","to":".","content":1}""", "to")]
    [InlineData("""{"from":"a","content":null,"to":"b"}""", "content")]
    [InlineData("""{"from":"a","content":1,"tags":["x",5]}""", "tags[1]")]
    [InlineData("""{"from":"a","content":1,"to":"b","tags":[null]}""", "tags[0]")]
    [InlineData("""{"from":"a","content":1,"tags":"x"}""", "tags")]
    [InlineData("""{"from":"a","content":1,"type":"shout"}""", "type")]
    [InlineData("""{"from":"a","content":1,"priority":5}""", "priority")]
    [InlineData("""{"from":"a","content":1,"priority":1e400}""", "priority")]
    [InlineData("""{"from":"a","content":1,"colour":1}""", "colour")]
    [InlineData("""{"from":"a","content":1,"From":"b"}""", "From")]
    [InlineData("""{"from":"a","content":1,"from":"b"}""", "from")]
    [InlineData("""{"from":"a","content":{"x":1,"x":2}}""", "content")]
    [InlineData("""{"from":"a","content":"\ud800","to":"b"}""", "content")]
    [InlineData("""{"from":"a","content":1,"threadId":"\ud800"}""", "threadId")]
    [InlineData("""{"from":"a","content":1,"context":{"\udc00":1},"to":"b"}""", "context")]
    [InlineData("""{"from":"a","to":"b","content":1,"context":[]}""", "context")]
    [InlineData("", "from")]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("\"text\"", null)]
    [InlineData("5", null)]
    [InlineData("{", null)]
    [InlineData("""{"from":"a","content":1}}""", null)]
    [InlineData("""{"\ud800":1}""", null)]
    public async Task A_bad_body_is_refused_with_the_field_that_is_wrong(string body, string? field)
    {
        using Answer refused = await _host.SendTextAsync(HttpMethod.Post, "/api/v1/messages", body);

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
        Assert.DoesNotContain("Orchestrator.", refused["detail"].GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", refused["detail"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_not_utf8_is_refused()
    {
        byte[] body = [.. """{"from":"a","to":"b","content":" """u8, 0xC3, 0x28, .. "\"}"u8];
        using Answer refused = await _host.SendAsync(HttpRequests.Of(_host, HttpMethod.Post, "/api/v1/messages", body));

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid");
    }

    [Theory]
    [InlineData(63, HttpStatusCode.Created)]
    [InlineData(64, HttpStatusCode.BadRequest)]
    [InlineData(100_000, HttpStatusCode.BadRequest)]
    public async Task Content_is_as_deep_as_allowed_and_no_deeper(int depth, HttpStatusCode status)
    {
        string deep = new string('[', depth) + new string(']', depth);
        using Answer answer = await _host.SendTextAsync(
            HttpMethod.Post, "/api/v1/messages", $$"""{"from":"a","to":"b","content":{{deep}}}""");

        answer.Expect(status);
        if (status == HttpStatusCode.BadRequest) answer.ExpectProblem(status, "invalid", "content");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_1_MiB_is_too_large_whether_its_length_is_told_or_not(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_host.Url, "/api/v1/messages"));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"from":"a","to":"b","content":"{{new string('x', 2 * MiB)}}"}"""));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        using Answer refused = await _host.SendAsync(request);

        refused.ExpectProblem(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task A_body_that_waits_for_100_is_refused_before_it_is_sent()
    {
        string head = $"POST /api/v1/messages HTTP/1.1\r\nHost: {_host.Url.Authority}\r\nContent-Type: application/json\r\nContent-Length: {2 * MiB}\r\nExpect: 100-continue\r\n\r\n";
        string answer = await RawAsync(head);

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_many_parts_is_put_together()
    {
        string text = new('x', 200_000);
        using Answer sent = await _host.PostAsync("/api/v1/messages", new { from = "a", to = "b", content = text });

        Assert.Equal(text, sent.Expect(HttpStatusCode.Created)["content"].GetString());
    }

    [Fact]
    public async Task Content_over_256_KiB_is_refused_by_name()
    {
        using Answer refused = await _host.PostAsync("/api/v1/messages", new { from = "a", to = "b", content = new string('x', 300_000) });

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "content");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task What_is_not_json_is_refused(string? contentType)
    {
        HttpRequestMessage request = HttpRequests.Of(_host, HttpMethod.Post, "/api/v1/sessions", "{}"u8.ToArray());
        request.Content!.Headers.Remove("Content-Type");
        if (contentType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using Answer refused = await _host.SendAsync(request);

        refused.ExpectProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON;charset=\"UTF-8\"")]
    public async Task Json_in_utf8_is_taken_however_it_is_written(string contentType)
    {
        HttpRequestMessage request = HttpRequests.Of(_host, HttpMethod.Post, "/api/v1/sessions", "{}"u8.ToArray());
        request.Content!.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using Answer taken = await _host.SendAsync(request);

        taken.Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_field_name_of_a_megabyte_is_not_told_in_full()
    {
        using Answer refused = await _host.SendTextAsync(HttpMethod.Post, "/api/v1/sessions", $$"""{"{{new string('n', MiB / 2)}}":1}""");

        refused.Expect(HttpStatusCode.BadRequest);
        Assert.True(refused.Text.Length < 2_000);
    }

    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_host.Url.Host, _host.Url.Port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        byte[] buffer = new byte[4096];
        int length = await stream.ReadAsync(buffer);
        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}
