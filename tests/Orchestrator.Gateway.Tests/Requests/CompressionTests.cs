using System.IO.Compression;
using System.Net;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Requests;

/// <summary>Answers are compressed for who asks for it.</summary>
public sealed class CompressionTests
{
    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Answer_is_compressed_as_asked_for(string encoding)
    {
        TestHost host = await SharedHost.GetAsync();
        using HttpRequestMessage request = HttpRequests.Of(host, HttpMethod.Get, "/api/v1/status").With("Accept-Encoding", encoding);

        using HttpResponseMessage response = await host.Http.SendAsync(request);

        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.Single());
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        await using Stream plain = encoding == "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress);
        using var reader = new StreamReader(plain);
        Assert.StartsWith("{\"version\"", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_is_compressed_too_and_stays_a_problem()
    {
        TestHost host = await SharedHost.GetAsync();
        using HttpRequestMessage request = HttpRequests.Of(host, HttpMethod.Get, "/api/v1/sessions/nobody").With("Accept-Encoding", "gzip");

        using HttpResponseMessage response = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
    }
}
