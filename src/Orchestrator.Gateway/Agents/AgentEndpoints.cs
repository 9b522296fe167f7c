using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Agents;

namespace Orchestrator.Gateway.Agents;

/// <summary>Agents over HTTP.</summary>
internal static class AgentEndpoints
{
    private static readonly QueryParameter<string?> Type = Parameters.Text("type", "Only agents of this type.", 64);
    private static readonly QueryParameter<AgentStatus?> Status = Parameters.Word<AgentStatus>("status", "Only agents with this status.");
    private static readonly QueryParameter<AgentLiveness?> Liveness =
        Parameters.Word<AgentLiveness>("liveness", "Only agents that the host judges so by their heartbeats and their progress.");
    private static readonly QueryParameter<string?> Team = Parameters.Text("team", "Only agents of this team.", 100);
    private static readonly QueryParameter<string?> Department = Parameters.Text("department", "Only agents of this department.", 100);
    private static readonly QueryParameter<SessionId?> Session = Parameters.Id<SessionId>("sessionId", "Only agents that work in this session.");
    private static readonly QueryParameter<string?> Name = Parameters.Text("name", "Only agents with this in their name, in any case.", 100);
    private static readonly QueryParameter<int> Limit = Parameters.Integer("limit", "How many at most.", 1, 500, 100);

    /// <summary>Maps the endpoints.</summary>
    public static void MapAgents(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder all = api.MapGroup(string.Empty).WithTags("agents");
        all.MapPost("/agents", Register).IsCommand("registerAgent", "Registers an agent, or begins its next incarnation");
        all.MapGet("/agents", List).IsQuery(
            "listAgents", "Lists agents, newest first", [Type, Status, Liveness, Team, Department, Session, Name, .. Paging.All]);
        all.MapGet("/agents/active", ListActive).IsQuery(
            "listActiveAgents", "Lists active and busy agents that were heard of in the last 5 minutes");

        RouteGroupBuilder one = all.MapGroup("/agents/{id}");
        one.MapGet("", Get).IsQuery("getAgent", "Reads an agent as it is now, with its newest heartbeat, its progress and what it holds").HasEntityTag();
        one.MapPatch("", Update).IsCommand("updateAgent", "Changes what is given, leaves the rest").HasEntityTag();
        one.MapDelete("", Delete).IsCommand("deleteAgent", "Deletes an agent from all tables; it may register again");
        one.MapPost("/heartbeat", Heartbeat).IsCommand("heartbeat", "Says that an agent's process lives");
        one.MapGet("/statistics", GetStatistics).IsQuery("getAgentStatistics", "Reads an agent's messages in numbers");
        one.MapGet("/statistics/peers", ListPeers).IsQuery(
            "listAgentPeers", "Lists an agent's messages with each other agent in numbers, most messages first", Paging.All);
        one.MapGet("/activity", ListActivity).IsQuery(
            "listAgentActivity", "Lists what an agent did and what happened to it, newest first", Limit);
    }

    private static async Task<Created<AgentView>> Register(
        Body<RegisterAgent> body, HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        // An agent with a token of its own need not say its id.
        AgentId? own = context.Features.Get<Caller>() is { Role: AccessRole.Agent } caller ? caller.Agent : null;
        AgentId id = body.Value.Id ?? own ?? AgentId.OfCommand(body.Value.Name, time);
        return new($"/api/v1/agents/{id}", await grains.GetGrain<IAgentGrain>(id.Value).Register(body.Value));
    }

    private static async Task<Answer<Page<AgentView>>> List(
        HttpRequest request, AgentQueries agents, CancellationToken cancellationToken) =>
        new(await agents.ListAsync(
            new AgentFilter
            {
                Type = Type.Read(request),
                Status = Status.Read(request),
                Liveness = Liveness.Read(request),
                Team = Team.Read(request),
                Department = Department.Read(request),
                SessionId = Session.Read(request),
                Name = Name.Read(request),
            },
            Paging.Read(request),
            cancellationToken));

    private static async Task<Answer<Items<AgentView>>> ListActive(AgentQueries agents, CancellationToken cancellationToken) =>
        new(new(await agents.ListActiveAsync(cancellationToken)));

    // The grain knows the newest heartbeat, the tables what the agent does. While those can't be read, it is shown without.
    private static async Task<Answer<AgentView>> Get(
        string id, AgentQueries agents, IGrainFactory grains, CancellationToken cancellationToken)
    {
        AgentView agent = await Grain(grains, id).Get();
        try
        {
            return new(await agents.CompleteAsync(agent, cancellationToken));
        }
        catch (UnavailableException)
        {
            return new(agent);
        }
    }

    private static async Task<Changed<AgentView>> Update(string id, Body<UpdateAgent> body, IGrainFactory grains) =>
        new(await Grain(grains, id).Update(body.Value));

    private static async Task<Changed<AgentView>> Delete(string id, IGrainFactory grains) =>
        new(await Grain(grains, id).Delete());

    private static async Task<Changed<AgentView>> Heartbeat(string id, Body<Heartbeat> body, IGrainFactory grains) =>
        new(await Grain(grains, id).Heartbeat(body.Value));

    private static async Task<Answer<AgentStatistics>> GetStatistics(
        string id, AgentQueries agents, CancellationToken cancellationToken) =>
        new(await agents.GetStatisticsAsync(AgentId.Parse(id, "id"), cancellationToken) ?? throw new NotFoundException("agent", id));

    private static async Task<Answer<Page<AgentPeerStatistics>>> ListPeers(
        string id, HttpRequest request, AgentQueries agents, IGrainFactory grains, CancellationToken cancellationToken)
    {
        AgentId agent = AgentId.Parse(id, "id");
        Page<AgentPeerStatistics> peers = await agents.ListPeersAsync(agent, Paging.Read(request), cancellationToken);
        if (peers.Total == 0) await Grain(grains, id).Get(); // no messages, or no agent?
        return new(peers);
    }

    private static async Task<Answer<Items<AgentActivity>>> ListActivity(
        string id, HttpRequest request, AgentQueries agents, IGrainFactory grains, CancellationToken cancellationToken)
    {
        AgentId agent = AgentId.Parse(id, "id");
        IReadOnlyList<AgentActivity> activity = await agents.GetActivityAsync(agent, Limit.Read(request), cancellationToken);
        if (activity.Count == 0) await Grain(grains, id).Get(); // no activity, or no agent?
        return new(new(activity));
    }

    private static IAgentGrain Grain(IGrainFactory grains, string id) =>
        grains.GetGrain<IAgentGrain>(AgentId.Parse(id, "id").Value);
}
