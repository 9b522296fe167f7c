using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
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
            "sendMessage", "Sends a message to an agent, a list of agents, a group or any one of a group; once answered it is on disk and reaches every inbox whatever crashes");
        api.MapPost("/messages:ask", Asking.RunAsync).WithTags("messages").IsCommand(
            "askMessage", "Sends a message and waits for the answer to it; the answer is acknowledged then")
            .MayBeLate();
        all.MapGet("", MessageList.ReadAsync).IsQuery(
            "listMessages", "Lists messages, newest first: by filters in pages, or the newest that two agents wrote to each other", MessageList.Parameters);
        all.MapGet("/{id}", Get).IsQuery("getMessage", "Reads a message");
        all.MapGet("/{id}/deliveries", ListDeliveries).IsQuery(
            "listDeliveries", "Lists where a message stands with each of its recipients, by their ids");
    }

    private static async Task<Created<MessageView>> Send(Body<SendMessage> body, IGrainFactory grains)
    {
        SendMessage command = body.Value;
        return MessageCreated.Of(await Conversation(command, grains).SendDirect(command));
    }

    /// <summary>The conversation that sender and recipients have by themselves.</summary>
    internal static IConversationGrain Conversation(SendMessage command, IGrainFactory grains) =>
        grains.GetGrain<IConversationGrain>(ConversationId.Of(
            command.From,
            command.To ?? throw new ValidationException("to", "is required: an agent, a list of agents, or a group such as team:x")).Value);

    private static async Task<Answer<MessageView>> Get(
        string id, MessageQueries messages, MinPosition freshness, CancellationToken cancellationToken)
    {
        MessageId message = MessageId.Parse(id, "id");
        return new(await freshness.FindAsync(() => messages.GetAsync(message, cancellationToken), "message", id, cancellationToken));
    }

    // A message is written to the tables with its deliveries; one to nobody has none.
    private static async Task<Answer<Items<MessageDelivery>>> ListDeliveries(
        string id, MessageQueries messages, MinPosition freshness, CancellationToken cancellationToken)
    {
        MessageId message = MessageId.Parse(id, "id");
        await freshness.FindAsync(() => messages.GetAsync(message, cancellationToken), "message", id, cancellationToken);
        return new(new(await messages.GetDeliveriesAsync(message, cancellationToken)));
    }
}
