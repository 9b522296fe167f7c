using System.Net;
using Orchestrator.Contracts.Access;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Access;

/// <summary>How often one may ask, and be wrong.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Who_asks_too_often_waits_and_others_do_not()
    {
        await using TestHost host = await TestHost.StartAsync(
            arguments: ["--RateLimits:TokenBurst", "30", "--RateLimits:TokenPerSecond", "1", "--RateLimits:AgentBurst", "5", "--RateLimits:AgentPerSecond", "1"]);
        string admin = await MakeAsync(host, null, new { name = "a", role = "admin" });
        string agent = await MakeAsync(host, admin, new { name = "b", role = "agent", agent = "b" });

        int served = 0;
        Answer? limited = null;
        for (int i = 0; i < 12 && limited is null; i++)
        {
            Answer answer = await GetAsync(host, agent);
            if (answer.Status == HttpStatusCode.TooManyRequests) limited = answer;
            else served++;
        }

        using Answer other = await GetAsync(host, admin);
        Assert.InRange(served, 5, 11);
        Assert.NotNull(limited);
        limited.ExpectProblem(HttpStatusCode.TooManyRequests, "rate-limited");
        Assert.True(limited.Response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        limited.Dispose();
        other.Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_only_reads_about_an_agent_uses_up_nothing_of_the_agents()
    {
        await using TestHost host = await TestHost.StartAsync(arguments: ["--RateLimits:AgentBurst", "5", "--RateLimits:AgentPerSecond", "1"]);
        string admin = await MakeAsync(host, null, new { name = "a", role = "admin" });
        string agent = await MakeAsync(host, admin, new { name = "b", role = "agent", agent = "b" });
        string observer = await MakeAsync(host, admin, new { name = "o", role = "observer" });
        for (int i = 0; i < 10; i++)
        {
            using Answer read = await GetAsync(host, observer, "/api/v1/agents/b");
            read.ExpectProblem(HttpStatusCode.NotFound, "not-found");
        }

        using Answer own = await GetAsync(host, agent, "/api/v1/agents/b");
        own.ExpectProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Limits_that_make_no_sense_keep_the_host_from_starting()
    {
        string folder = Directory.CreateTempSubdirectory("limits-").FullName;
        await using (var app = Host.OrchestratorHost.Build("--data", folder, "--urls", "http://127.0.0.1:0", "--RateLimits:TokenBurst", "0"))
            await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => app.StartAsync());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task After_some_wrong_secrets_of_one_token_no_more_are_tried_and_the_right_one_that_is_known_still_is_good()
    {
        await using TestHost host = await TestHost.StartAsync();
        string token = await MakeAsync(host, null, new { name = "a", role = "admin" });
        using Answer known = await GetAsync(host, token);
        known.Expect(HttpStatusCode.OK);

        HashSet<HttpStatusCode> seen = [];
        for (int i = 0; i < Grains.Access.SecretChecks.MaxWrongOfToken + 5; i++)
        {
            using Answer wrong = await GetAsync(host, TokenText.Of(ClosedHost.IdOf(token), TokenText.NewSecret()));
            seen.Add(wrong.Status);
            if (wrong.Status == HttpStatusCode.TooManyRequests) Assert.NotNull(wrong.Response.Headers.RetryAfter);
        }

        using Answer right = await GetAsync(host, token);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests], seen.Order());
        right.Expect(HttpStatusCode.OK);
    }

    private static Task<Answer> GetAsync(TestHost host, string token, string path = "/api/v1/sessions") =>
        host.SendAsync(HttpRequests.Of(host, HttpMethod.Get, path).With("Authorization", $"Bearer {token}"));

    private static async Task<string> MakeAsync(TestHost host, string? with, object body)
    {
        HttpRequestMessage request = HttpRequests.Of(host, HttpMethod.Post, "/api/v1/tokens", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body));
        using Answer made = await host.SendAsync(with is null ? request : request.With("Authorization", $"Bearer {with}"));
        return made.Expect(HttpStatusCode.Created)["token"].GetString()!;
    }
}
