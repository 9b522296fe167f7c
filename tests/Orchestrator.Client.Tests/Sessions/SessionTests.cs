using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Client.Tests.Sessions;

public sealed class SessionTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    [Fact]
    public async Task A_session_is_created_logged_in_and_ended()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);

        SessionView session = await client.Client.Sessions.CreateAsync(new CreateSession { Name = "release" });
        Committed<SessionEventView> logged = await client.Client.Sessions.LogEventAsync(
            session.Id, new LogSessionEvent { EventType = "file_modified", EventData = MessageContent.Of("a.cs") });
        SessionView ended = await client.Client.Sessions.EndAsync(session.Id, "all done");

        Assert.Equal(session.Id, logged.Value.SessionId);
        Assert.Equal((SessionStatus.Completed, "all done", 1L), (ended.Status, ended.Summary, ended.EventCount));
    }

    [Fact]
    public async Task Creation_and_end_whose_answers_are_lost_happen_once()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        client.Calls.LoseAnswers(nameof(ISessionGrain.Create));
        client.Calls.LoseAnswers(nameof(ISessionGrain.End));

        SessionView session = await client.Client.Sessions.CreateAsync(new CreateSession { Name = "lossy" });
        SessionView ended = await client.Client.Sessions.EndAsync(session.Id, "done");

        Assert.Equal(("lossy", SessionStatus.Completed), (ended.Name, ended.Status));
    }

    [Fact]
    public async Task Commands_with_one_key_happen_once()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        CallContext.IdempotencyKey = $"key-{Guid.NewGuid():N}";

        SessionView first = await client.Client.Sessions.CreateAsync(new CreateSession { Name = "keyed" });
        SessionView again = await client.Client.Sessions.CreateAsync(new CreateSession { Name = "keyed" });
        ConflictException conflict = await Assert.ThrowsAsync<ConflictException>(
            () => client.Client.Sessions.CreateAsync(new CreateSession { Name = "other" }));

        Assert.Equal(first.Id, again.Id);
        Assert.Equal("idempotency-conflict", conflict.Code);
        CallContext.IdempotencyKey = $"key-{Guid.NewGuid():N}";
        AgentConnection agent = await client.Client.RegisterAsync(new() { Name = "keyed" });
        await using (agent)
        {
            var message = new SendMessage { From = agent.AgentId, To = agent.AgentId, Content = MessageContent.Of("x") };
            Committed<MessageView> sent = await agent.SendAsync(message);
            Committed<MessageView> sentAgain = await agent.SendAsync(message);
            Assert.Equal((sent.Value.Id, sent.Position), (sentAgain.Value.Id, sentAgain.Position));
        }
    }

    [Fact]
    public async Task An_own_id_that_exists_is_refused_also_when_an_attempt_failed()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        var id = SessionId.Parse($"own-{Guid.NewGuid():N}");
        await client.Client.Sessions.CreateAsync(new CreateSession { Id = id, Name = "first" });

        await Assert.ThrowsAsync<ConflictException>(
            () => client.Client.Sessions.CreateAsync(new CreateSession { Id = id, Name = "second" }));
    }

    [Fact]
    public async Task An_event_whose_answer_is_lost_is_logged_once()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        SessionView session = await client.Client.Sessions.CreateAsync(new CreateSession());
        client.Calls.LoseAnswers(nameof(ISessionGrain.LogEvent));

        await client.Client.Sessions.LogEventAsync(session.Id, new LogSessionEvent { EventType = "check_completed" });

        Assert.Equal(2, client.Calls.Count(nameof(ISessionGrain.LogEvent)));
        Assert.Equal(1, (await client.Client.Sessions.GetAsync(session.Id)).EventCount);
    }
}
