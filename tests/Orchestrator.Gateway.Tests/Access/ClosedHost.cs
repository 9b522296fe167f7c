using System.Net;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Access;

/// <summary>A host that demands tokens, with one of each role: agents' are those of <c>own</c> and <c>other</c>.</summary>
public sealed class ClosedHost : IAsyncLifetime
{
    public TestHost Host { get; } = new();

    public string Admin { get; private set; } = string.Empty;

    public string Operator { get; private set; } = string.Empty;

    public string Own { get; private set; } = string.Empty;

    public string Other { get; private set; } = string.Empty;

    public string Observer { get; private set; } = string.Empty;

    public static TokenId IdOf(string token) => TokenText.TryParse(token, out TokenId id, out _) ? id : throw new ArgumentException("no token", nameof(token));

    public async Task InitializeAsync()
    {
        await Host.InitializeAsync();
        Admin = await MakeAsync(null, AccessRole.Admin);
        string[] others = await Task.WhenAll(
            MakeAsync(Admin, AccessRole.Operator),
            MakeAsync(Admin, AccessRole.Agent, "own"),
            MakeAsync(Admin, AccessRole.Agent, "other"),
            MakeAsync(Admin, AccessRole.Observer));
        (Operator, Own, Other, Observer) = (others[0], others[1], others[2], others[3]);
    }

    public Task DisposeAsync() => Host.DisposeAsync().AsTask();

    /// <summary>Makes a token over HTTP.</summary>
    public async Task<string> MakeAsync(string? with, AccessRole role, string? agent = null, DateTimeOffset? expiresAt = null)
    {
        using Answer made = await SendAsync(
            with, HttpMethod.Post, "/api/v1/tokens", new { name = $"{role} {agent}", role = role.ToString(), agent, expiresAt });
        return made.Expect(HttpStatusCode.Created)["token"].GetString()!;
    }

    /// <summary>Sends a request with a token, or without.</summary>
    public Task<Answer> SendAsync(string? token, HttpMethod method, string path, object? body = null) =>
        Host.SendAsync(Request(token, method, path, body));

    public Task<Answer> GetAsync(string? token, string path) => SendAsync(token, HttpMethod.Get, path);

    public Task<Answer> PostAsync(string? token, string path, object? body = null) => SendAsync(token, HttpMethod.Post, path, body);

    public HttpRequestMessage Request(string? token, HttpMethod method, string path, object? body = null)
    {
        HttpRequestMessage request = HttpRequests.Of(
            Host, method, path, body is null ? null : System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body));
        return token is null ? request : request.With("Authorization", $"Bearer {token}");
    }
}
