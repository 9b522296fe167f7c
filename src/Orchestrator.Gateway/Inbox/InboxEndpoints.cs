using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;

namespace Orchestrator.Gateway.Inbox;

/// <summary>Inboxes over HTTP.</summary>
internal static class InboxEndpoints
{
    private static readonly QueryParameter<int> Max = Parameters.Integer("max", "How many messages at most.", 1, 100, 10);

    private static readonly QueryParameter<TimeSpan> Wait = Parameters.Seconds(
        "wait", "How many seconds to wait for a first message when there is none.", 0, 60, 0);

    private static readonly QueryParameter<TimeSpan> Lease = Parameters.Seconds(
        "lease", "How many seconds the messages are the caller's; those not acknowledged then come back.", 1, 12 * 60 * 60, 60);

    /// <summary>Maps the endpoints.</summary>
    public static void MapInbox(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder inbox = api.MapGroup("/agents/{id}/inbox").WithTags("inbox");
        inbox.MapGet("", Receive).IsCommand(
            "receiveMessages", "Takes messages out of an agent's inbox for a time, most urgent first", Max, Wait, Lease);
        inbox.MapPost("/{messageId}/ack", Acknowledge).IsCommand(
            "acknowledgeMessage", "Ends the delivery of a message; may be sent again");
    }

    private static async Task<Changed<Items<InboxItem>>> Receive(
        string id, HttpRequest request, LongPoll longPoll, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var mailbox = grains.GetGrain<IMailboxGrain>(AgentId.Parse(id, "id").Value);
        var command = new ReceiveMessages { Max = Max.Read(request), Lease = Lease.Read(request) };
        Committed<IReadOnlyList<InboxItem>> received =
            await longPoll.ReceiveAsync(mailbox, command, Wait.Read(request), cancellationToken);
        return new(new(new(received.Value), received.Position));
    }

    private static async Task<Changed<DeliveryView>> Acknowledge(string id, string messageId, IGrainFactory grains) =>
        new(await grains.GetGrain<IMailboxGrain>(AgentId.Parse(id, "id").Value)
            .Acknowledge(MessageId.Parse(messageId)));
}
