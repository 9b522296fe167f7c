using System.Net;
using System.Text.Json;
using Orchestrator.Contracts.Access;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Access;

/// <summary>Acting as somebody else: one by one, in batches and in transactions, and what is noted of it.</summary>
public sealed class ActingTests(ClosedHost closed) : IClassFixture<ClosedHost>
{
    [Fact]
    public async Task The_refusal_says_who_one_is_and_whose_act_it_would_be()
    {
        using Answer refused = await closed.PostAsync(closed.Own, "/api/v1/messages", new { from = "other", to = "own", content = "x" });

        refused.ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Contains("acts only as own, and this is an act of other", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_gets_into_a_mailbox_under_another_name()
    {
        (await closed.PostAsync(closed.Own, "/api/v1/messages", new { from = "own", to = "other", content = "secret" })).Expect(HttpStatusCode.Created).Dispose();

        using Answer refused = await closed.GetAsync(closed.Own, "/api/v1/agents/other/inbox");
        using Answer taken = await closed.GetAsync(closed.Other, "/api/v1/agents/other/inbox?wait=5");

        refused.ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Contains("secret", taken.Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_thing_of_a_batch_is_judged_for_itself()
    {
        using Answer answer = await closed.PostAsync(closed.Own, "/api/v1/messages:batch", new
        {
            messages = new[] { new { from = "own", to = "x", content = "1" }, new { from = "other", to = "x", content = "2" } },
        });

        Assert.Equal(1, answer.Expect(HttpStatusCode.OK)["inserted"].GetInt32());
        Assert.Equal(1, answer["failed"].GetInt32());
        Assert.Contains("forbidden", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_command_that_is_not_allowed_refuses_the_whole_transaction_at_once()
    {
        string task = SharedHost.Unique("task");
        long began = TimeProvider.System.GetTimestamp();
        using Answer refused = await closed.PostAsync(closed.Own, "/api/v1/transactions", new
        {
            commands = new object[]
            {
                new { command = "create-task", body = new { id = task, title = "t" } },
                new { command = "send-message", body = new { from = "other", to = "own", content = "x" } },
            },
        });
        using Answer gone = await closed.GetAsync(closed.Own, $"/api/v1/tasks/{task}");

        refused.ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Contains("commands[1]", refused.Text, StringComparison.Ordinal);
        gone.Expect(HttpStatusCode.NotFound);
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(8), "it waited for grains that were never called");
    }

    [Fact]
    public async Task Terminating_by_another_name_is_refused_to_agents()
    {
        using Answer created = await closed.PostAsync(closed.Own, "/api/v1/sessions", new { });
        string path = $"/api/v1/sessions/{created.Expect(HttpStatusCode.Created).Id}";

        using Answer refused = await closed.SendAsync(closed.Own, HttpMethod.Patch, path, new { status = "error" });
        using Answer allowed = await closed.SendAsync(closed.Operator, HttpMethod.Patch, path, new { status = "error" });

        refused.ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        allowed.Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_operator_that_acts_as_an_agent_is_noted_and_so_is_who_was_refused()
    {
        string agent = SharedHost.Unique("agent");
        using Answer registered = await closed.PostAsync(closed.Operator, "/api/v1/agents", new { id = agent, name = agent });
        registered.Expect(HttpStatusCode.Created);
        string refused = await closed.MakeAsync(closed.Admin, AccessRole.Observer);
        for (int i = 0; i < 3; i++)
            (await closed.PostAsync(refused, "/api/v1/sessions", new { })).ExpectProblem(HttpStatusCode.Forbidden, "forbidden").Dispose();

        using Answer status = await closed.GetAsync(closed.Operator, "/api/v1/status");
        long position = status["journal"].GetProperty("lastPosition").GetInt64();
        using Answer overrides = await closed.GetAsync(closed.Operator, $"/api/v1/audit?actedAs={agent}&minPosition={position}");
        using Answer denials = await closed.GetAsync(
            closed.Operator, $"/api/v1/audit?token={ClosedHost.IdOf(refused)}&kind=denied&minPosition={position}");

        JsonElement noted = Assert.Single(overrides.Expect(HttpStatusCode.OK)["items"].EnumerateArray()).GetProperty("entry");
        Assert.Equal("agent/register", noted.GetProperty("operation").GetString());
        Assert.Equal("override", noted.GetProperty("kind").GetString());
        Assert.Equal(ClosedHost.IdOf(closed.Operator).Value, noted.GetProperty("token").GetString());
        Assert.Contains($"\"actor\":\"token:{ClosedHost.IdOf(closed.Operator)}\"", await closed.Host.MetadataAsync(registered.Position), StringComparison.Ordinal);

        // Equal ones of a minute are one entry; the rest is counted.
        JsonElement denied = Assert.Single(denials.Expect(HttpStatusCode.OK)["items"].EnumerateArray()).GetProperty("entry");
        Assert.Equal("createSession", denied.GetProperty("operation").GetString());
        Assert.Equal("127.0.0.1", denied.GetProperty("remote").GetString());
    }

    [Fact]
    public async Task What_runs_in_the_name_of_a_token_is_cut_off_when_it_is_revoked()
    {
        string agent = SharedHost.Unique("agent");
        string token = await closed.MakeAsync(closed.Admin, AccessRole.Agent, agent);
        (await closed.PostAsync(token, "/api/v1/agents", new { name = agent })).Expect(HttpStatusCode.Created).Dispose();
        Task<Answer> waiting = closed.GetAsync(token, $"/api/v1/agents/{agent}/inbox?wait=30");

        (await closed.SendAsync(closed.Admin, HttpMethod.Delete, $"/api/v1/tokens/{ClosedHost.IdOf(token)}")).Expect(HttpStatusCode.OK).Dispose();

        // It was cut off, or came in after the revocation and was refused.
        try
        {
            using Answer answer = await waiting.WaitAsync(TimeSpan.FromSeconds(20));
            answer.ExpectProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        }
        catch (HttpRequestException)
        {
        }
    }
}
