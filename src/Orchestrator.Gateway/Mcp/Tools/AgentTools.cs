using System.Text.Json.Nodes;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Agents;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>Tools about agents.</summary>
internal static class AgentTools
{
    private static readonly ToolParameter<string?> Name = ToolParameters.Text("name", "Your name for people; your id when absent.", 100);
    private static readonly ToolParameter<string?> Type = ToolParameters.Text("type", "What kind of agent you are, such as coder or reviewer.", 64);
    private static readonly ToolParameter<IReadOnlyList<string>?> Capabilities = ToolParameters.Texts("capabilities", "What you can do, such as csharp; tasks ask for it and others find you by it.", 100, 200);
    private static readonly ToolParameter<string?> Team = ToolParameters.Text("team", "Your team; mail to team:NAME reaches you.", 100);
    private static readonly ToolParameter<string?> Department = ToolParameters.Text("department", "Your department in the session.", 100);
    private static readonly ToolParameter<SessionId?> Session = ToolParameters.Id<SessionId>("session_id", "The session you work in.");
    private static readonly ToolParameter<string?> Workspace = ToolParameters.Text("workspace_path", "The folder you work in.", 4_096);
    private static readonly ToolParameter<string?> Branch = ToolParameters.Text("branch", "The git branch you work on.", 250);
    private static readonly ToolParameter<string?> CurrentTask = ToolParameters.Text("current_task", "What you work on now, in a sentence.", 2_000);

    private static readonly ToolParameter<AgentStatus?> Status = ToolParameters.Word(
        "status", "How you are.", AgentStatus.Active, AgentStatus.Busy, AgentStatus.Idle, AgentStatus.Blocked, AgentStatus.Error);

    private static readonly ToolParameter<AgentLiveness?> Liveness = ToolParameters.Word<AgentLiveness>("liveness", "Only agents that the host judges so.");
    private static readonly ToolParameter<string?> OfTeam = ToolParameters.Text("team", "Only agents of this team.", 100);
    private static readonly ToolParameter<SessionId?> OfSession = ToolParameters.Id<SessionId>("session_id", "Only agents of this session.");
    private static readonly ToolParameter<long?> Limit = ToolParameters.Integer("limit", "How many at most.", 1, 100, 20);

    /// <summary>The tools.</summary>
    public static IReadOnlyList<ToolDefinition> All { get; } =
    [
        new()
        {
            Name = "register",
            Description = "Says who you are; call it once before anything else. Called again it updates what you tell of yourself.",
            Effect = ToolEffect.Settles,
            Parameters = [Name, Type, Capabilities, Team, Department, Session, Workspace, Branch, CurrentTask],
            Run = RegisterAsync,
        },
        new()
        {
            Name = "heartbeat",
            Description = "Says that you live and how you are. Other calls count as signs of life too; call it when you work for minutes without any. It renews your tasks and files.",
            Effect = ToolEffect.Settles,
            Parameters = [Status, CurrentTask],
            Run = HeartbeatAsync,
        },
        new()
        {
            Name = "list_agents",
            Description = "Lists agents, newest first: who is there, how they are, what they do.",
            Effect = ToolEffect.Reads,
            Acts = false,
            Parameters = [Liveness, OfTeam, OfSession, Limit, Compact.Cursor],
            Run = ListAsync,
        },
    ];

    private static async Task<JsonNode> RegisterAsync(ToolCall call, CancellationToken cancellationToken)
    {
        AgentId id = call.Agent;
        var grain = call.Grains.GetGrain<IAgentGrain>(id.Value);
        Committed<AgentView> registered = await TryUpdateAsync(call, grain) ?? await grain.Register(new RegisterAgent
        {
            Id = id,
            Name = call.Read(Name) ?? (id.Value.Length <= 100 ? id.Value : id.Value[..100]),
            Type = call.Read(Type),
            Capabilities = call.Read(Capabilities),
            Team = call.Read(Team),
            Department = call.Read(Department),
            SessionId = call.Read(Session),
            WorkspacePath = call.Read(Workspace),
            Branch = call.Read(Branch),
            CurrentTask = call.Read(CurrentTask),
        });
        AgentView agent = registered.Value;
        if (call.Caller.Agent == id) call.Caller.Epoch = agent.Epoch;
        return Compact.Object(("agent", agent.Id.Value), ("epoch", agent.Epoch), ("session", agent.SessionId?.Value), ("team", agent.Team));
    }

    // A model that forgot that it registered must not lose what it holds by a new incarnation.
    private static async Task<Committed<AgentView>?> TryUpdateAsync(ToolCall call, IAgentGrain grain)
    {
        if (call.Epoch is not { } epoch) return null;
        try
        {
            return await grain.Update(new UpdateAgent
            {
                Epoch = epoch,
                Status = AgentStatus.Active,
                Capabilities = call.Read(Capabilities),
                Team = call.Read(Team),
                Department = call.Read(Department),
                SessionId = call.Read(Session),
                WorkspacePath = call.Read(Workspace),
                Branch = call.Read(Branch),
                CurrentTask = call.Read(CurrentTask),
            });
        }
        catch (Exception error) when (error is NotFoundException or ConflictException { Code: ErrorCodes.StaleIncarnation })
        {
            return null;
        }
    }

    private static async Task<JsonNode> HeartbeatAsync(ToolCall call, CancellationToken cancellationToken)
    {
        AgentView agent = (await call.Grains.GetGrain<IAgentGrain>(call.Agent.Value).Heartbeat(new Heartbeat
        {
            Epoch = call.Epoch,
            Status = call.Read(Status),
            CurrentTask = call.Read(CurrentTask),
        })).Value;
        return Compact.Object(("agent", agent.Id.Value), ("status", Words<AgentStatus>.Of(agent.Status)));
    }

    private static async Task<JsonNode> ListAsync(ToolCall call, CancellationToken cancellationToken)
    {
        await call.Services.CatchUpAsync(cancellationToken);
        var filter = new AgentFilter { Liveness = call.Read(Liveness), Team = call.Read(OfTeam), SessionId = call.Read(OfSession) };
        return Compact.Page(
            await call.Services.Agents.ListAsync(filter, Compact.PageOf(call, call.Read(Limit)!.Value), cancellationToken), "agents", Describe);
    }

    private static JsonObject Describe(AgentView agent) => Compact.Object(
        ("id", agent.Id.Value),
        ("name", agent.Name == agent.Id.Value ? null : agent.Name),
        ("type", agent.Type == "agent" ? null : agent.Type),
        ("status", Words<AgentStatus>.Of(agent.Status)),
        ("liveness", Words<AgentLiveness>.Of(agent.Liveness)),
        ("team", agent.Team),
        ("session", agent.SessionId?.Value),
        ("capabilities", agent.Capabilities is { } can ? Compact.Texts(can.Take(20)) : null),
        ("current_task", agent.CurrentTask is { } task ? Compact.Cut(task, 200) : null),
        ("holds", agent.HoldsCount is > 0 and var holds ? holds : null),
        ("last_heartbeat", Compact.Time(agent.LastHeartbeat)));
}
