using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Gateway.Tests.Hosting;

/// <summary>Sends requests as a program in any language would.</summary>
internal static class HttpRequests
{
    public static Task<Answer> GetAsync(this TestHost host, string path) => host.SendAsync(HttpMethod.Get, path);

    public static Task<Answer> PostAsync(this TestHost host, string path, object? body = null) =>
        host.SendAsync(HttpMethod.Post, path, body);

    public static Task<Answer> SendAsync(this TestHost host, HttpMethod method, string path, object? body = null) =>
        host.SendAsync(Of(host, method, path, body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body)));

    public static Task<Answer> SendTextAsync(this TestHost host, HttpMethod method, string path, string body) =>
        host.SendAsync(Of(host, method, path, Encoding.UTF8.GetBytes(body)));

    public static async Task<Answer> SendAsync(this TestHost host, HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        HttpResponseMessage response = await host.Http.SendAsync(request, cancellationToken);
        return new Answer(response, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>A request whose path is sent exactly as it stands here, dots and escapes included.</summary>
    public static HttpRequestMessage Of(TestHost host, HttpMethod method, string path, byte[]? body = null)
    {
        var exactly = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var request = new HttpRequestMessage(method, new Uri($"{host.Url.GetLeftPart(UriPartial.Authority)}{path}", in exactly));
        if (body is null) return request;
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }

    public static HttpRequestMessage With(this HttpRequestMessage request, string header, string value)
    {
        request.Headers.TryAddWithoutValidation(header, value);
        return request;
    }
}
