using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Client.Tests.Agents;

public sealed class RegistrationTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    [Fact]
    public async Task A_registered_agent_is_alive_at_the_host()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);

        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "alive", Team = "blue" });

        AgentView view = await client.Client.GetAgentAsync(agent.AgentId);
        Assert.Equal(AgentStatus.Active, view.Status);
        Assert.Equal(AgentLiveness.Alive, view.Liveness);
        Assert.Equal("blue", view.Team);
        Assert.Equal(Environment.ProcessId, view.Pid);
        Assert.Equal(1, agent.Epoch);
        Assert.Equal(ConnectionState.Connected, agent.ConnectionState);
    }

    [Fact]
    public async Task An_agent_without_an_id_gets_one_of_its_name()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);

        await using AgentConnection one = await client.Client.RegisterAsync(new RegisterAgent { Name = "same" });
        await using AgentConnection other = await client.Client.RegisterAsync(new RegisterAgent { Name = "same" });

        Assert.StartsWith("agent_same_", one.AgentId.Value, StringComparison.Ordinal);
        Assert.NotEqual(one.AgentId, other.AgentId);
    }

    [Fact]
    public async Task A_registration_whose_answer_is_lost_makes_no_second_agent()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        client.Calls.LoseAnswers(nameof(IAgentGrain.Register));

        await using AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "lost" });

        AgentView view = await client.Client.GetAgentAsync(agent.AgentId);
        Assert.Equal(view.Epoch, agent.Epoch);
        Assert.Equal(2, agent.Epoch);
    }

    [Fact]
    public async Task Disposal_signs_the_agent_off()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "leaving" });

        await agent.DisposeAsync();

        AgentView view = await client.Client.GetAgentAsync(agent.AgentId);
        Assert.Equal(AgentStatus.Offline, view.Status);
        Assert.Equal(ConnectionState.Closed, agent.ConnectionState);
    }

    [Fact]
    public async Task Disposal_twice_is_disposal_once()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        AgentConnection agent = await client.Client.RegisterAsync(new RegisterAgent { Name = "twice" });

        await agent.DisposeAsync();
        await agent.DisposeAsync();

        Assert.Equal(1, client.Calls.Count(nameof(IAgentGrain.Update)));
    }

    [Fact]
    public async Task Disposal_leaves_a_successor_alone()
    {
        var id = AgentId.Parse($"successor-{Guid.NewGuid():N}");
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        AgentConnection old = await client.Client.RegisterAsync(new RegisterAgent { Id = id, Name = "worker" });
        await using AgentConnection successor = await client.Client.RegisterAsync(new RegisterAgent { Id = id, Name = "worker" });

        await old.DisposeAsync();

        AgentView view = await client.Client.GetAgentAsync(id);
        Assert.Equal(AgentStatus.Active, view.Status);
        Assert.Equal(successor.Epoch, view.Epoch);
    }
}
