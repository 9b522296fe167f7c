using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Messages;
using Orchestrator.Gateway.Requests;

namespace Orchestrator.Gateway.Batches;

/// <summary>Many sessions or messages in one request.</summary>
internal static class BatchEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapBatches(this IEndpointRouteBuilder api)
    {
        var limit = new BodyLimit(BatchLimits.MaxBytes);
        api.MapPost("/sessions:batch", CreateSessions).WithTags("sessions").WithMetadata(limit).IsCommand(
            "createSessions", "Creates up to 10,000 sessions, each for itself, and says what came of each");
        api.MapPost("/messages:batch", SendMessages).WithTags("messages").WithMetadata(limit).IsCommand(
            "sendMessages", "Sends up to 10,000 messages, each for itself, and says what came of each");
    }

    private static async Task<Changed<BatchAnswer>> CreateSessions(
        Body<CreateSessions> body, IGrainFactory grains, TimeProvider time, CancellationToken cancellationToken)
    {
        IReadOnlyList<CreateSession> sessions = BatchLimits.Check(body.Value.Sessions, "sessions");
        return new(await Batch.RunAsync(
            sessions.Count,
            i => sessions[i].Id?.Value,
            i => sessions[i].Id?.Value,
            async i =>
            {
                SessionId id = sessions[i].Id ?? SessionId.OfCommand(time);
                Committed<SessionView> created = await grains.GetGrain<ISessionGrain>(id.Value).Create(sessions[i]);
                return (id.Value, created.Position);
            },
            cancellationToken));
    }

    private static async Task<Changed<BatchAnswer>> SendMessages(
        Body<SendMessages> body, IGrainFactory grains, CancellationToken cancellationToken)
    {
        IReadOnlyList<SendMessage> messages = BatchLimits.Check(body.Value.Messages, "messages");
        return new(await Batch.RunAsync(
            messages.Count,
            i => messages[i] is { To: { } to } message ? ConversationId.Of(message.From, to).Value : null,
            i => messages[i].Id?.Value,
            async i =>
            {
                Committed<MessageView> sent = await MessageEndpoints.Conversation(messages[i], grains).SendDirect(messages[i]);
                return (sent.Value.Id.Value, sent.Position);
            },
            cancellationToken));
    }
}
