using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Client.Tests.Connecting;

public sealed class ErrorTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);

        NotFoundException error = await Assert.ThrowsAsync<NotFoundException>(
            () => client.Client.Sessions.GetAsync(SessionId.Parse("no-such-session")));

        Assert.Equal("not-found", error.Code);
        Assert.Contains("no-such-session", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_field_is_named()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        SessionView session = await client.Client.Sessions.CreateAsync(new CreateSession());

        ValidationException error = await Assert.ThrowsAsync<ValidationException>(
            () => client.Client.Sessions.EndAsync(session.Id, new string('x', 65_537)));

        Assert.Equal(("invalid", "summary"), (error.Code, error.Field));
    }

    [Fact]
    public async Task A_command_that_does_not_fit_the_state_conflicts()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        SessionView session = await client.Client.Sessions.CreateAsync(new CreateSession());
        await client.Client.Sessions.EndAsync(session.Id);

        ConflictException error = await Assert.ThrowsAsync<ConflictException>(() => client.Client.Sessions.EndAsync(session.Id));

        Assert.Contains("completed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_takes_no_part_in_a_conversation_may_not_write_there()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "outsider" });
        ConversationView conversation = await client.Client.Conversations.CreateAsync(new CreateConversation { Title = "inner circle" });

        ForbiddenException error = await Assert.ThrowsAsync<ForbiddenException>(() => agent.SendAsync(conversation.Id, "hello"));

        Assert.Equal("not-a-participant", error.Code);
    }
}
