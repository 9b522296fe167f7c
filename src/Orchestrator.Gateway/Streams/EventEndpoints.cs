using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Streams;
using Orchestrator.Gateway.Requests;
using Orchestrator.Streams;

namespace Orchestrator.Gateway.Streams;

/// <summary>The journal's events as server-sent events.</summary>
internal static class EventEndpoints
{
    /// <summary>The header in which browsers say how far they came.</summary>
    public const string LastEventId = "Last-Event-ID";

    private const int MaxTypesLength = 4_096;

    private static readonly QueryParameter<IReadOnlyList<string>?> Types = new(
        "types",
        "Only events of these types, with commas between, such as message-sent,task-completed; all when absent.",
        () => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = MaxTypesLength },
        null,
        text => ParseTypes(text));

    private static readonly QueryParameter<SessionId?> Session = Parameters.Id<SessionId>(
        "session", "Only events that belong to this session: of its grain, its board and its group, or with a field that names it.");

    private static readonly QueryParameter<AgentId?> Agent = Parameters.Id<AgentId>(
        "agent", "Only events that belong to this agent: of its grain, its mailbox and its budget, or with a field that names it.");

    private static readonly QueryParameter<EventCursor?> After = new(
        "after",
        $"Only what follows the event with this id, or this journal position; 0 is the start. {LastEventId} says the same and wins. Without either: what comes from now on.",
        () => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^[0-9]{1,19}(\.[1-9][0-9]{0,8})?$" },
        null,
        text => EventCursor.Parse(text));

    /// <summary>Maps the endpoint.</summary>
    public static void MapEvents(this IEndpointRouteBuilder api) =>
        api.MapGet("/events", FollowAsync).WithTags("journal")
            .IsStream("followEvents", "Tells of events as they happen (server-sent events)", Types, Session, Agent, After);

    private static async Task<EventStreamAnswer> FollowAsync(HttpRequest request, EventFeed feed, EventStreaming streaming)
    {
        var filter = new EventFilter { Types = Types.Read(request), SessionId = Session.Read(request), AgentId = Agent.Read(request) };
        EventCursor? after = After.Read(request);
        StringValues header = request.Headers[LastEventId];
        if (header.Count > 0 && !string.IsNullOrEmpty(header)) after = EventCursor.Parse(header.ToString(), LastEventId);
        return new(await feed.OpenAsync(filter, after, request.HttpContext.RequestAborted), streaming);
    }

    private static string[] ParseTypes(string text)
    {
        string[] types = text.Length <= MaxTypesLength ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text];
        new EventFilter { Types = types }.Validate();
        return types;
    }
}
