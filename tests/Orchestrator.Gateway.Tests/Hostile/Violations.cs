using System.Net;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Hostile;

/// <summary>Collects every request that was not refused as it should be, so that one run tells all of them.</summary>
internal sealed class Violations
{
    private readonly List<string> _found = [];
    private int _requests;

    public async Task RefusedAsync(TestHost host, HttpRequestMessage request, string what, params string[] fields)
    {
        _requests++;
        using Answer answer = await host.SendAsync(request);
        string about = $"{request.Method} {request.RequestUri?.PathAndQuery} with {what}: {(int)answer.Status} {answer.Text[..Math.Min(300, answer.Text.Length)]}";
        if ((int)answer.Status is < 400 or >= 500 || answer.Response.Content.Headers.ContentType?.MediaType != "application/problem+json" || answer.Code is null)
            _found.Add(about);
        else if (fields.Length > 0 && answer.Status == HttpStatusCode.BadRequest && !fields.Contains(answer.Field))
            _found.Add($"{about} (expected field {string.Join(" or ", fields)})");
    }

    public async Task NoFailureAsync(TestHost host, HttpRequestMessage request, string what)
    {
        _requests++;
        using Answer answer = await host.SendAsync(request);
        if ((int)answer.Status >= 500) _found.Add($"{request.Method} {request.RequestUri?.PathAndQuery} with {what}: {(int)answer.Status} {answer.Text}");
    }

    public void AssertNone(int atLeastRequests)
    {
        Assert.True(_found.Count == 0, string.Join('\n', _found));
        Assert.True(_requests >= atLeastRequests, $"only {_requests} requests were made");
    }
}
