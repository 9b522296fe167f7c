using Microsoft.AspNetCore.Http;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Conversations;

namespace Orchestrator.Gateway.Messages;

/// <summary>The two lists of messages: by filters in pages, and what two agents wrote to each other.</summary>
internal static class MessageList
{
    private static readonly QueryParameter<(AgentId One, AgentId Other)?> Between = new(
        "between",
        "Only what these two agents wrote to each other by name: two ids with a comma between. Goes with `limit` alone.",
        () => new() { Type = Microsoft.OpenApi.JsonSchemaType.String, Examples = ["agent-a,agent-b"] },
        null,
        text => text.Split(',') is [var one, var other]
            ? (AgentId.Parse(one, "between"), AgentId.Parse(other, "between"))
            : throw new ValidationException("between", "must be two agent ids with a comma between"));

    private static readonly QueryParameter<int> Limit = Requests.Parameters.Integer("limit", "How many at most, with `between`.", 1, 500, 50);

    private static readonly QueryParameter<ConversationId?> Conversation =
        Requests.Parameters.Id<ConversationId>("conversationId", "Only messages of this conversation.");

    private static readonly QueryParameter<SessionId?> Session =
        Requests.Parameters.Id<SessionId>("sessionId", "Only messages that belong to this session.");

    private static readonly QueryParameter<AgentId?> From =
        Requests.Parameters.Id<AgentId>("from", "Only messages that this agent sent.");

    private static readonly QueryParameter<AgentId?> To =
        Requests.Parameters.Id<AgentId>("to", "Only messages sent to this agent, by name or as one of all participants.");

    private static readonly QueryParameter<MessageType?> Type =
        Requests.Parameters.Word<MessageType>("type", "Only messages of this type.");

    private static readonly QueryParameter[] Filters = [Conversation, Session, From, To, Type, .. Paging.All];

    /// <summary>The parameters of both lists.</summary>
    public static IReadOnlyList<QueryParameter> Parameters { get; } = [Between, Limit, .. Filters];

    /// <summary>Answers with the list that the request asks for.</summary>
    public static async Task<Answer<Page<MessageView>>> ReadAsync(
        HttpRequest request, MessageQueries messages, CancellationToken cancellationToken)
    {
        if (Between.Read(request) is not { } pair)
        {
            Refuse(request, [Limit], "goes with between; pages have pageSize");
            return new(await messages.ListAsync(ReadFilter(request), Paging.Read(request), cancellationToken));
        }

        Refuse(request, Filters, "does not go with between");
        int limit = Limit.Read(request);
        IReadOnlyList<MessageView> newest = await messages.BetweenAsync(pair.One, pair.Other, limit, cancellationToken);
        return new(new Page<MessageView>(newest, 1, limit, newest.Count));
    }

    private static MessageFilter ReadFilter(HttpRequest request) => new()
    {
        ConversationId = Conversation.Read(request),
        SessionId = Session.Read(request),
        From = From.Read(request),
        To = To.Read(request),
        Type = Type.Read(request),
    };

    private static void Refuse(HttpRequest request, IEnumerable<QueryParameter> parameters, string why)
    {
        foreach (QueryParameter parameter in parameters)
        {
            if (request.Query.ContainsKey(parameter.Name)) throw new ValidationException(parameter.Name, why);
        }
    }
}
