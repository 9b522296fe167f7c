using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Freshness;
using Orchestrator.Gateway.Messages;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Conversations;

namespace Orchestrator.Gateway.Conversations;

/// <summary>Conversations over HTTP.</summary>
internal static class ConversationEndpoints
{
    private static readonly QueryParameter<AgentId?> Participant =
        Parameters.Id<AgentId>("participant", "Only conversations that this agent takes or took part in.");

    private static readonly QueryParameter<ConversationStatus?> Status =
        Parameters.Word<ConversationStatus>("status", "Only conversations with this status.");

    private static readonly QueryParameter<SessionId?> Session =
        Parameters.Id<SessionId>("sessionId", "Only conversations of this session.");

    private static readonly QueryParameter<string?> Task =
        Parameters.Text("taskId", "Only conversations about this task.", IdentifierText.MaxLength);

    /// <summary>Maps the endpoints.</summary>
    public static void MapConversations(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder all = api.MapGroup("/conversations").WithTags("conversations");
        all.MapPost("", Create).IsCommand("createConversation", "Creates a conversation of named participants");
        all.MapGet("", List).IsQuery(
            "listConversations", "Lists conversations without their participants, newest first", [Participant, Status, Session, Task, .. Paging.All]);

        RouteGroupBuilder one = all.MapGroup("/{id}");
        one.MapGet("", Get).IsRead("getConversation", "Reads a conversation with its participants as it is now");
        one.MapPost("/complete", Complete).IsCommand("completeConversation", "Closes a conversation");
        one.MapPost("/read", MarkRead).IsCommand("markRead", "Moves an agent's read cursor forward");
        one.MapPost("/participants/{agentId}", Join).IsCommand("joinConversation", "Adds an agent, or changes its role");
        one.MapDelete("/participants/{agentId}", Leave).IsCommand("leaveConversation", "Takes an agent out");
        one.MapPost("/messages", Send).IsCommand(
            "sendConversationMessage", "Sends a message to all other participants, or to the one it names");
        one.MapGet("/messages", ListMessages).IsQuery(
            "listConversationMessages", "Lists a conversation's messages, oldest first", Paging.All);
        one.MapPut("/messages/{messageId}", Edit).IsCommand("editMessage", "Replaces a message's content; only its sender may");
    }

    private static async Task<Created<ConversationView>> Create(
        Body<CreateConversation> body, IGrainFactory grains, TimeProvider time)
    {
        ConversationId id = body.Value.Id ?? ConversationId.OfCommand(time);
        return new($"/api/v1/conversations/{id}", await grains.GetGrain<IConversationGrain>(id.Value).Create(body.Value));
    }

    private static async Task<Answer<Page<ConversationView>>> List(
        HttpRequest request, ConversationQueries conversations, CancellationToken cancellationToken) =>
        new(await conversations.ListAsync(
            new ConversationFilter
            {
                Participant = Participant.Read(request),
                Status = Status.Read(request),
                SessionId = Session.Read(request),
                TaskId = Task.Read(request),
            },
            Paging.Read(request),
            cancellationToken));

    private static async Task<Answer<ConversationView>> Get(string id, IGrainFactory grains) =>
        new(await Grain(grains, id).Get());

    private static async Task<Changed<ConversationView>> Complete(string id, IGrainFactory grains) =>
        new(await Grain(grains, id).Complete());

    private static async Task<Changed<ConversationView>> MarkRead(string id, Body<MarkRead> body, IGrainFactory grains) =>
        new(await Grain(grains, id).MarkRead(body.Value));

    private static async Task<Changed<ConversationView>> Join(
        string id, string agentId, Body<JoinRequest> body, IGrainFactory grains) =>
        new(await Grain(grains, id).Join(new JoinConversation { AgentId = AgentId.Parse(agentId), Role = body.Value.Role }));

    private static async Task<Changed<ConversationView>> Leave(string id, string agentId, IGrainFactory grains) =>
        new(await Grain(grains, id).Leave(AgentId.Parse(agentId)));

    private static async Task<Created<MessageView>> Send(string id, Body<SendMessage> body, IGrainFactory grains) =>
        MessageCreated.Of(await Grain(grains, id).Send(body.Value));

    private static async Task<Answer<Page<MessageView>>> ListMessages(
        string id, HttpRequest request, MessageQueries messages, IGrainFactory grains, CancellationToken cancellationToken)
    {
        ConversationId conversation = ConversationId.Parse(id, "id");
        Page<MessageView> page = await messages.TranscriptAsync(conversation, Paging.Read(request), cancellationToken);
        if (page.Total == 0) await Grain(grains, id).Get(); // no messages, or no conversation?
        return new(page);
    }

    private static async Task<Changed<MessageView>> Edit(
        string id, string messageId, Body<EditMessageRequest> body, IGrainFactory grains, MessageQueries messages,
        MinPosition freshness, CancellationToken cancellationToken)
    {
        IConversationGrain grain = Grain(grains, id);
        MessageId message = MessageId.Parse(messageId);
        MessageView found = await freshness.FindAsync(
            () => messages.GetAsync(message, cancellationToken), "message", messageId, cancellationToken);
        if (found.ConversationId.Value != id) throw new NotFoundException("message", $"{messageId} in conversation {id}");
        return new(await grain.Edit(new EditMessage
        {
            MessageId = message,
            Sequence = found.Sequence,
            AgentId = body.Value.AgentId,
            Content = body.Value.Content,
        }));
    }

    private static IConversationGrain Grain(IGrainFactory grains, string id) =>
        grains.GetGrain<IConversationGrain>(ConversationId.Parse(id, "id").Value);
}
