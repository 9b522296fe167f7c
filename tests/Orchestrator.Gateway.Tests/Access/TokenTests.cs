using System.Net;
using System.Text.Json;
using Orchestrator.Contracts.Access;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Access;

/// <summary>Tokens over HTTP, from their making to their end.</summary>
public sealed class TokenTests(ClosedHost closed) : IClassFixture<ClosedHost>
{
    [Fact]
    public async Task The_first_token_closes_an_open_host_to_all_without_one()
    {
        await using TestHost host = await TestHost.StartAsync();
        using Answer open = await host.GetAsync("/api/v1/sessions");
        open.Expect(HttpStatusCode.OK);

        using Answer made = await host.PostAsync("/api/v1/tokens", new { name = "first", role = "admin" });
        string token = made.Expect(HttpStatusCode.Created)["token"].GetString()!;
        using Answer without = await host.GetAsync("/api/v1/sessions");
        using Answer with = await host.SendAsync(
            HttpRequests.Of(host, HttpMethod.Get, "/api/v1/sessions").With("Authorization", $"Bearer {token}"));

        Assert.Matches("^orc_[a-z2-7]{12}_[A-Za-z0-9_-]{43}$", token);
        Assert.True(made.Response.Headers.CacheControl?.NoStore);
        without.ExpectProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal("Bearer", without.Response.Headers.WwwAuthenticate.ToString());
        with.Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    [InlineData("Bearer orc_")]
    [InlineData("Bearer orc_aaaaaaaaaaaa_short")]
    [InlineData("Bearer orc_aaaaaaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer orc_../../x_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_good_token_is_refused_with_the_same_words(string header)
    {
        using Answer refused = await closed.Host.SendAsync(
            HttpRequests.Of(closed.Host, HttpMethod.Get, "/api/v1/sessions").With("Authorization", header));

        refused.ExpectProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        if (header.StartsWith("Bearer orc_", StringComparison.Ordinal)) Assert.Contains("not known, or not good any more", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_secret_an_unknown_id_and_a_revoked_token_look_the_same()
    {
        string revoked = await closed.MakeAsync(closed.Admin, AccessRole.Observer);
        using Answer before = await closed.GetAsync(revoked, "/api/v1/sessions");
        before.Expect(HttpStatusCode.OK);
        using Answer gone = await closed.SendAsync(closed.Admin, HttpMethod.Delete, $"/api/v1/tokens/{ClosedHost.IdOf(revoked)}?reason=test");
        Assert.Equal("test", gone.Expect(HttpStatusCode.OK)["revocationReason"].GetString());

        string wrong = TokenText.Of(ClosedHost.IdOf(closed.Own), TokenText.NewSecret());
        string unknown = TokenText.Of(Contracts.Identifiers.TokenId.New(), TokenText.NewSecret());
        HashSet<string> answers = [];
        foreach (string token in new[] { revoked, wrong, unknown, wrong })
        {
            using Answer refused = await closed.GetAsync(token, "/api/v1/sessions");
            answers.Add(refused.ExpectProblem(HttpStatusCode.Unauthorized, "unauthenticated").Text);
        }

        Assert.Single(answers);
    }

    [Fact]
    public async Task Tokens_are_listed_without_what_they_are_verified_with()
    {
        string token = await closed.MakeAsync(closed.Admin, AccessRole.Agent, "listed", TimeProvider.System.GetUtcNow().AddDays(3));
        using Answer journal = await closed.GetAsync(closed.Admin, "/api/v1/status");
        long position = journal["journal"].GetProperty("lastPosition").GetInt64();
        using Answer list = await closed.GetAsync(closed.Admin, $"/api/v1/tokens?agent=listed&revoked=false&minPosition={position}");

        JsonElement item = Assert.Single(list.Expect(HttpStatusCode.OK)["items"].EnumerateArray());
        Assert.Equal(ClosedHost.IdOf(token).Value, item.GetProperty("id").GetString());
        Assert.Equal("agent", item.GetProperty("role").GetString());
        Assert.Equal($"token:{ClosedHost.IdOf(closed.Admin)}", item.GetProperty("createdBy").GetString());
        Assert.DoesNotContain("hash", list.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("salt", list.Text, StringComparison.OrdinalIgnoreCase);

        using Answer events = await closed.GetAsync(closed.Observer, "/api/v1/journal?limit=1000");
        Assert.Contains("token-created", events.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("verifier", events.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\"hash\"", events.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""{"role":"admin"}""", "name")]
    [InlineData("""{"name":" ","role":"admin"}""", "name")]
    [InlineData("""{"name":"x","role":"king"}""", "role")]
    [InlineData("""{"name":"x","role":"agent"}""", "agent")]
    [InlineData("""{"name":"x","role":"observer","agent":"a"}""", "agent")]
    [InlineData("""{"name":"x","role":"admin","expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    public async Task A_token_that_makes_no_sense_is_not_made(string body, string field)
    {
        using Answer refused = await closed.PostAsync(closed.Admin, "/api/v1/tokens", JsonDocument.Parse(body).RootElement);

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
    }

    [Fact]
    public async Task Who_revokes_the_own_token_is_told_so()
    {
        string token = await closed.MakeAsync(closed.Admin, AccessRole.Admin);

        using Answer revoked = await closed.SendAsync(token, HttpMethod.Delete, $"/api/v1/tokens/{ClosedHost.IdOf(token)}");
        using Answer after = await closed.GetAsync(token, "/api/v1/tokens");

        revoked.Expect(HttpStatusCode.OK);
        after.ExpectProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task An_agent_need_not_say_its_id_and_its_acts_bear_its_name()
    {
        using Answer registered = await closed.PostAsync(closed.Own, "/api/v1/agents", new { name = "whatever" });

        Assert.Equal("own", registered.Expect(HttpStatusCode.Created).Id);
        Assert.Contains("\"actor\":\"own\"", await closed.Host.MetadataAsync(registered.Position), StringComparison.Ordinal);
    }
}
