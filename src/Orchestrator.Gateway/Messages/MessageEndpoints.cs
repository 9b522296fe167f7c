using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Freshness;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Conversations;

namespace Orchestrator.Gateway.Messages;

/// <summary>Messages over HTTP.</summary>
internal static class MessageEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder all = api.MapGroup("/messages").WithTags("messages");
        all.MapPost("", Send).IsCommand(
            "sendMessage", "Sends a message to one agent; once answered it is on disk and reaches the agent's inbox whatever crashes");
        all.MapGet("", MessageList.ReadAsync).IsQuery(
            "listMessages", "Lists messages, newest first: by filters in pages, or the newest that two agents wrote to each other", MessageList.Parameters);
        all.MapGet("/{id}", Get).IsQuery("getMessage", "Reads a message");
    }

    private static async Task<Created<MessageView>> Send(Body<SendMessage> body, IGrainFactory grains)
    {
        SendMessage command = body.Value;
        if (command.To is not { } to)
            throw new ValidationException("to", "is required: the agent that the message is for");
        var grain = grains.GetGrain<IConversationGrain>(ConversationId.Direct(command.From, to).Value);
        return MessageCreated.Of(await grain.SendDirect(command));
    }

    private static async Task<Answer<MessageView>> Get(
        string id, MessageQueries messages, MinPosition freshness, CancellationToken cancellationToken)
    {
        MessageId message = MessageId.Parse(id, "id");
        return new(await freshness.FindAsync(() => messages.GetAsync(message, cancellationToken), "message", id, cancellationToken));
    }
}
