using System.Text.Json.Nodes;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>Tools that work an inbox.</summary>
internal static class InboxTools
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(5);

    private static readonly ToolParameter<double?> Wait = ToolParameters.Number("wait_seconds", "How many seconds to wait for a first message when there is none.", 0, 300, 0);
    private static readonly ToolParameter<long?> Max = ToolParameters.Integer("max", "How many messages at most.", 1, 50, 5);

    private static readonly ToolParameter<double?> Lease = ToolParameters.Number(
        "lease_seconds", "For how many seconds they are yours; what you have not acknowledged with ack by then comes back.", 1, 43_200, 600);

    private static readonly ToolParameter<MessageId?> Message = ToolParameters.Id<MessageId>("message_id", "The message.").Required();
    private static readonly ToolParameter<string?> Outcome = ToolParameters.OneOf("outcome", "done: you acted on it (the default). retry: hand it out again later. failed: it can't be done.", "done", "retry", "failed");
    private static readonly ToolParameter<string?> Reason = ToolParameters.Text("reason", "Why; required for failed.", 1_000);
    private static readonly ToolParameter<double?> Delay = ToolParameters.Number("delay_seconds", "For retry: after how many seconds; longer with each attempt when absent.", 0, 86_400);

    /// <summary>The tools.</summary>
    public static IReadOnlyList<ToolDefinition> All { get; } =
    [
        new()
        {
            Name = "check_inbox",
            Description = "Takes messages out of your inbox, most urgent first, waiting for one if you like. Act on each, then call ack with its id; answer with send and response_to.",
            Effect = ToolEffect.Adds,
            Keyed = false,
            Parameters = [Wait, Max, Lease, MessageText.MaxChars],
            Run = CheckAsync,
        },
        new()
        {
            Name = "ack",
            Description = "Says what became of a message that check_inbox gave you. May be repeated.",
            Effect = ToolEffect.Settles,
            Parameters = [Message, Outcome, Reason, Delay],
            Run = AckAsync,
        },
    ];

    private static async Task<JsonNode> CheckAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var command = new ReceiveMessages
        {
            Max = (int)call.Read(Max)!.Value,
            Lease = TimeSpan.FromSeconds(call.Read(Lease)!.Value),
            Epoch = call.Epoch,
        };
        IReadOnlyList<InboxItem> items = (await ReceiveAsync(call, command, TimeSpan.FromSeconds(call.Read(Wait)!.Value), cancellationToken)).Value;
        if (cancellationToken.IsCancellationRequested)
        {
            // They came in the moment in which nobody waited any more: the next call is to get them at once.
            foreach (InboxItem item in items)
                await call.Grains.GetGrain<IMailboxGrain>(call.Agent.Value).Return(new() { MessageId = item.MessageId, Epoch = call.Epoch, Delay = TimeSpan.Zero });
        }

        int share = MessageText.Share(call.Read(MessageText.MaxChars)!.Value, items.Count);
        return Compact.Object(
            ("messages", new JsonArray([.. items.Select(item => Describe(item, share))])),
            ("yours_until", items.Count > 0 ? Compact.Time(items.Min(item => item.LeaseExpiresAt)) : null));
    }

    private static async Task<Committed<IReadOnlyList<InboxItem>>> ReceiveAsync(
        ToolCall call, ReceiveMessages command, TimeSpan wait, CancellationToken cancellationToken)
    {
        var mailbox = call.Grains.GetGrain<IMailboxGrain>(call.Agent.Value);
        if (!call.WantsProgress) return await call.Services.LongPoll.ReceiveAsync(mailbox, command, wait, cancellationToken);
        long start = call.Services.Time.GetTimestamp();
        while (true)
        {
            TimeSpan left = wait - call.Services.Time.GetElapsedTime(start);
            TimeSpan slice = left < ProgressEvery ? left : ProgressEvery;
            Committed<IReadOnlyList<InboxItem>> received = await call.Services.LongPoll.ReceiveAsync(
                mailbox, command, slice < TimeSpan.Zero ? TimeSpan.Zero : slice, cancellationToken);
            if (received.Value.Count > 0 || left <= ProgressEvery || call.Services.Lifetime.ApplicationStopping.IsCancellationRequested) return received;
            await call.TellProgressAsync(call.Services.Time.GetElapsedTime(start), wait, "waiting for a message", cancellationToken);
        }
    }

    private static JsonObject Describe(InboxItem item, int maxChars)
    {
        JsonObject message = MessageText.Describe(item.Message, maxChars, withTo: false);
        if (item.Attempt > 1) message["attempt"] = item.Attempt;
        return message;
    }

    private static async Task<JsonNode> AckAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var mailbox = call.Grains.GetGrain<IMailboxGrain>(call.Agent.Value);
        MessageId message = call.Read(Message)!.Value;
        string? reason = call.Read(Reason);
        TimeSpan? delay = call.Read(Delay) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        DeliveryView delivery = (call.Read(Outcome) switch
        {
            "retry" => await mailbox.Return(new() { MessageId = message, Epoch = call.Epoch, Reason = reason, Delay = delay }),
            "failed" => await mailbox.Fail(new()
            {
                MessageId = message,
                Epoch = call.Epoch,
                Reason = reason ?? throw new ValidationException(Reason.Name, "is required for failed: say why it can't be done"),
            }),
            _ => await mailbox.Acknowledge(new() { MessageId = message, Epoch = call.Epoch }),
        }).Value;
        return Compact.Object(("message_id", delivery.MessageId.Value), ("status", Words<DeliveryStatus>.Of(delivery.Status)));
    }
}
