using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Support;

/// <summary>What the host answered.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonElement Body, long? Position, string? MediaType)
{
    public bool Succeeded => (int)Status is >= 200 and < 300;

    public string Text(string name) => Body.GetProperty(name).GetString() ?? throw new InvalidOperationException($"{name} is null");

    public IReadOnlyList<JsonElement> Items => [.. Body.GetProperty("items").EnumerateArray()];

    public override string ToString() => $"{(int)Status} {Body}";
}

/// <summary>A host's HTTP API as an agent in any language sees it: paths, JSON, headers. Queries see what this one did.</summary>
internal sealed class Api(HttpClient http)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private long _position;

    public Api(HostProcess host)
        : this(host.Http)
    {
    }

    /// <summary>The highest journal position of the commands so far.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Sends a command that has to succeed, and returns what it changed.</summary>
    public async Task<JsonElement> CommandAsync(HttpMethod method, string path, object? body = null) =>
        (await SucceedAsync(method, path, body)).Body;

    public Task<JsonElement> PostAsync(string path, object? body = null) => CommandAsync(HttpMethod.Post, path, body);

    /// <summary>Asks the tables for what they say after the commands so far.</summary>
    public async Task<Answer> QueryAsync(string path)
    {
        char separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return Succeeded(await SendAsync(HttpMethod.Get, $"{path}{separator}minPosition={Position}"), path);
    }

    /// <summary>Reads what is always fresh.</summary>
    public async Task<JsonElement> GetAsync(string path) => Succeeded(await SendAsync(HttpMethod.Get, path), path).Body;

    public async Task<Answer> SucceedAsync(HttpMethod method, string path, object? body = null)
    {
        Answer answer = Succeeded(await SendAsync(method, path, body), path);
        Assert.True(answer.Position > 0, $"{method} {path} has no Journal-Position: {answer}");
        return answer;
    }

    /// <summary>Sends anything and returns any answer.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1{path}");
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: Json);
        foreach ((string name, string value) in headers) request.Headers.Add(name, value);
        using HttpResponseMessage response = await http.SendAsync(request);
        Answer answer = await ReadAsync(response);
        if (answer is { Succeeded: true, Position: { } position }) Advance(position);
        return answer;
    }

    private static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        byte[] bytes = await response.Content.ReadAsByteArrayAsync();
        JsonElement body = default;
        if (bytes.Length > 0)
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            body = document.RootElement.Clone();
        }

        long? position = response.Headers.TryGetValues("Journal-Position", out IEnumerable<string>? values)
            ? long.Parse(values.Single())
            : null;
        return new Answer(response.StatusCode, body, position, response.Content.Headers.ContentType?.MediaType);
    }

    private static Answer Succeeded(Answer answer, string path)
    {
        Assert.True(answer.Succeeded, $"{path}: {answer}");
        return answer;
    }

    private void Advance(long position)
    {
        long seen = Volatile.Read(ref _position);
        while (position > seen)
        {
            long before = Interlocked.CompareExchange(ref _position, position, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
