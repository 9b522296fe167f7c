using System.Net;
using System.Text.Json;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Gateway.Tests.Hosting;

/// <summary>What a host answered.</summary>
public sealed class Answer(HttpResponseMessage response, string text) : IDisposable
{
    private readonly JsonDocument? _document = text.Length > 0 && text[0] is '{' or '[' ? JsonDocument.Parse(text) : null;

    public HttpResponseMessage Response { get; } = response;

    public string Text { get; } = text;

    public HttpStatusCode Status => Response.StatusCode;

    public JsonElement Body => _document?.RootElement ?? throw new InvalidOperationException($"no JSON but: {Text}");

    public string? Code => String("code");

    public string? Field => String("field");

    public string Id => Body.GetProperty("id").GetString()!;

    public long Position => long.Parse(Response.Headers.GetValues("Journal-Position").Single());

    public JsonElement this[string name] => Body.GetProperty(name);

    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{Response.RequestMessage?.Method} {Response.RequestMessage?.RequestUri}: {(int)Status} {Text}");
        return this;
    }

    public Answer ExpectProblem(HttpStatusCode status, string code, string? field = null)
    {
        Expect(status);
        Assert.Equal("application/problem+json", Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, Code);
        Assert.Equal(field, Field);
        Assert.Contains(ErrorCodes.All, known => known.Code == code && known.Status == (int)status);
        Assert.Equal((int)status, Body.GetProperty("status").GetInt32());
        Assert.Equal($"urn:orchestrator:problem:{code}", String("type"));
        Assert.False(string.IsNullOrWhiteSpace(String("title")));
        Assert.False(string.IsNullOrWhiteSpace(String("detail")));
        return this;
    }

    public void Dispose()
    {
        _document?.Dispose();
        Response.Dispose();
    }

    private string? String(string name) =>
        Body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
