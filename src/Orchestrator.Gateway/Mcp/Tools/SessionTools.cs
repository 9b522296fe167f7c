using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Gateway.Mcp.Calls;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>Tools about sessions, and the search.</summary>
internal static class SessionTools
{
    private static readonly ToolParameter<SessionId?> New = ToolParameters.Id<SessionId>("session_id", "The session's id.").Required();
    private static readonly ToolParameter<string?> Name = ToolParameters.Text("name", "For a new one: its name for people.", 200);
    private static readonly ToolParameter<string?> Project = ToolParameters.Text("project_path", "For a new one: the folder of the project.", 4_096);
    private static readonly ToolParameter<SessionId?> Which = ToolParameters.Id<SessionId>("session_id", "The session; the active one that started last when absent.");
    private static readonly ToolParameter<SessionId?> Session = ToolParameters.Id<SessionId>("session_id", "The session.").Required();
    private static readonly ToolParameter<string?> EventType = ToolParameters.Text("event_type", "What kind of thing happened, such as decision, file_modified, check_completed: a word of A-Z a-z 0-9 _ . -", 64).Required();
    private static readonly ToolParameter<JsonElement?> Data = ToolParameters.Json("data", "What happened: a text or any JSON value, up to 256 KiB.");
    private static readonly ToolParameter<string?> Words = ToolParameters.Text("query", "Words, \"phrases\" and prefix*; what holds all of them is found.", Reporting.Search.SearchQueries.MaxLength).Required();
    private static readonly ToolParameter<IReadOnlyList<string>?> Kinds = ToolParameters.Texts("kinds", "Only these: session, message, task, checkpoint.", 4, 20);
    private static readonly ToolParameter<long?> Limit = ToolParameters.Integer("limit", "How many at most.", 1, 50, 10);

    /// <summary>The tools.</summary>
    public static IReadOnlyList<ToolDefinition> All { get; } =
    [
        new()
        {
            Name = "open_session",
            Description = "Makes sure that a session exists, which keeps together agents, messages, tasks and checkpoints of one piece of work.",
            Effect = ToolEffect.Settles,
            Parameters = [New, Name, Project],
            Run = OpenAsync,
        },
        new()
        {
            Name = "session_status",
            Description = "Tells how a session stands: its agents, its tasks by status, and what was logged last.",
            Effect = ToolEffect.Reads,
            Acts = false,
            Parameters = [Which],
            Run = StatusAsync,
        },
        new()
        {
            Name = "log_session_event",
            Description = "Logs something that others, and you later, should know: a decision, a change, a finding.",
            Effect = ToolEffect.Adds,
            Parameters = [Session, EventType, Data, ToolParameters.Key],
            Run = LogAsync,
        },
        new()
        {
            Name = "search",
            Description = "Finds messages, tasks, sessions and checkpoints by their words, best first.",
            Effect = ToolEffect.Reads,
            Acts = false,
            Parameters = [Words, Kinds, Limit],
            Run = SearchAsync,
        },
    ];

    private static async Task<JsonNode> OpenAsync(ToolCall call, CancellationToken cancellationToken)
    {
        SessionId id = call.Read(New)!.Value;
        var grain = call.Grains.GetGrain<ISessionGrain>(id.Value);
        bool made = false;
        SessionView session;
        try
        {
            session = await grain.Get();
        }
        catch (NotFoundException)
        {
            session = (await grain.Create(new CreateSession
            {
                Id = id,
                Name = call.Read(Name),
                ProjectPath = call.Read(Project),
                MainAgentId = call.Agent,
            })).Value;
            made = true;
        }

        return Compact.Object(
            ("id", id.Value), ("created", made), ("name", session.Name), ("status", Contracts.Serialization.Words<SessionStatus>.Of(session.Status)));
    }

    private static async Task<JsonNode> StatusAsync(ToolCall call, CancellationToken cancellationToken)
    {
        await call.Services.CatchUpAsync(cancellationToken);
        SessionId id = call.Read(Which)
            ?? (await call.Services.Sessions.GetActiveAsync(null, cancellationToken))?.Id
            ?? throw new NotFoundException("session with status active does not exist");
        return await Overview.OfSessionAsync(call.Services, id, cancellationToken);
    }

    private static async Task<JsonNode> LogAsync(ToolCall call, CancellationToken cancellationToken)
    {
        SessionEventView logged = (await call.Grains.GetGrain<ISessionGrain>(call.Read(Session)!.Value.Value).LogEvent(new LogSessionEvent
        {
            EventType = call.Read(EventType)!,
            AgentId = call.Agent,
            EventData = call.Read(Data),
        })).Value;
        return Compact.Object(("id", logged.Id.Value));
    }

    private static async Task<JsonNode> SearchAsync(ToolCall call, CancellationToken cancellationToken)
    {
        await call.Services.CatchUpAsync(cancellationToken);
        Contracts.Queries.SearchResults found = await call.Services.Search.SearchAsync(
            call.Read(Words)!, call.Read(Kinds) is { Count: > 0 } kinds ? [.. kinds] : null, (int)call.Read(Limit)!.Value, cancellationToken);
        return Compact.Object(("found", new JsonArray([.. found.Items.Select(hit => Compact.Object(
            ("kind", hit.Kind),
            ("id", hit.Id),
            ("title", hit.Title is { } title ? Compact.Cut(title, 200) : null),
            ("snippet", Compact.Cut(hit.Snippet, 300)),
            ("at", Compact.Time(hit.At))))])));
    }
}
