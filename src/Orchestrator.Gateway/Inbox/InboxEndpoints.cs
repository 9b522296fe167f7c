using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Queries;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Mailboxes;

namespace Orchestrator.Gateway.Inbox;

/// <summary>Inboxes over HTTP.</summary>
internal static class InboxEndpoints
{
    private static readonly QueryParameter<int> Max = Parameters.Integer("max", "How many messages at most.", 1, 100, 10);

    private static readonly QueryParameter<TimeSpan> Wait = Parameters.Seconds(
        "wait", "How many seconds to wait for a first message when there is none.", 0, 60, 0);

    private static readonly QueryParameter<TimeSpan> Lease = Parameters.Seconds(
        "lease", "How many seconds the messages are the caller's; those not acknowledged then come back.", 1, 12 * 60 * 60, 60);

    private static readonly QueryParameter<long?> Epoch = Parameters.Epoch(
        "The incarnation of the agent that speaks, as its registration was answered. One of a predecessor is refused as stale-incarnation.");

    /// <summary>Maps the endpoints.</summary>
    public static void MapInbox(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder inbox = api.MapGroup("/agents/{id}/inbox").WithTags("inbox");
        inbox.MapGet("", Receive).IsCommand(
            "receiveMessages", "Takes messages out of an agent's inbox for a time, most urgent first", Max, Wait, Lease, Epoch);
        inbox.MapPost("/{messageId}/ack", Acknowledge).IsCommand(
            "acknowledgeMessage", "Ends the delivery of a message; may be sent again", Epoch);
        inbox.MapPost("/{messageId}/nack", Return).IsCommand(
            "returnMessage", "Gives a message back: it is handed out again after a delay, or is a dead letter after the last attempt", Epoch);
        inbox.MapPost("/{messageId}/fail", Fail).IsCommand(
            "failMessage", "Ends the delivery of a message that can't be done; it stands among the dead letters", Epoch);

        RouteGroupBuilder dead = api.MapGroup("/agents/{id}/dead-letters").WithTags("inbox");
        dead.MapGet("", ListDeadLetters).IsQuery(
            "listDeadLetters", "Lists messages of an agent, or of a group, that failed or were handed out too often, newest first", Paging.All);
        dead.MapPost("/{messageId}/requeue", Requeue).IsCommand(
            "requeueMessage", "Takes a message out of the dead letters: it is delivered as if it had just come in");
    }

    private static async Task<Changed<Items<InboxItem>>> Receive(
        string id, HttpRequest request, LongPoll longPoll, IGrainFactory grains, CancellationToken cancellationToken)
    {
        IMailboxGrain mailbox = Mailbox(grains, id);
        var command = new ReceiveMessages { Max = Max.Read(request), Lease = Lease.Read(request), Epoch = Epoch.Read(request) };
        Committed<IReadOnlyList<InboxItem>> received =
            await longPoll.ReceiveAsync(mailbox, command, Wait.Read(request), cancellationToken);
        return new(new(new(received.Value), received.Position));
    }

    private static async Task<Changed<DeliveryView>> Acknowledge(string id, string messageId, HttpRequest request, IGrainFactory grains) =>
        new(await Mailbox(grains, id).Acknowledge(new AcknowledgeMessage
        {
            MessageId = MessageId.Parse(messageId),
            Epoch = Epoch.Read(request),
        }));

    private static async Task<Changed<DeliveryView>> Return(
        string id, string messageId, Body<ReturnMessageRequest> body, HttpRequest request, IGrainFactory grains) =>
        new(await Mailbox(grains, id).Return(new ReturnMessage
        {
            MessageId = MessageId.Parse(messageId),
            Epoch = Epoch.Read(request),
            Delay = body.Value.Delay(),
            Reason = body.Value.Reason,
        }));

    private static async Task<Changed<DeliveryView>> Fail(
        string id, string messageId, Body<FailMessageRequest> body, HttpRequest request, IGrainFactory grains) =>
        new(await Mailbox(grains, id).Fail(new FailMessage
        {
            MessageId = MessageId.Parse(messageId),
            Epoch = Epoch.Read(request),
            Reason = body.Value.Reason,
        }));

    private static async Task<Changed<DeliveryView>> Requeue(string id, string messageId, IGrainFactory grains) =>
        new(await grains.GetGrain<IMailboxGrain>(Owner(id).Value).Requeue(MessageId.Parse(messageId)));

    private static async Task<Answer<Page<MessageDelivery>>> ListDeadLetters(
        string id, HttpRequest request, MailboxQueries mailboxes, CancellationToken cancellationToken) =>
        new(await mailboxes.ListDeadLettersAsync(Owner(id), Paging.Read(request), cancellationToken));

    // What is for any one of a group waits in a mailbox of the group's.
    private static AgentId Owner(string id) =>
        AgentId.Parse(AgentGroup.IsReserved(id) ? AgentGroup.Parse(id, "id").ConversationId.Value : id, "id");

    private static IMailboxGrain Mailbox(IGrainFactory grains, string id) =>
        grains.GetGrain<IMailboxGrain>(AgentId.Parse(id, "id").Value);
}
