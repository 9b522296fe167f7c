using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>Where a message stands for one recipient.</summary>
[JsonConverter(typeof(WordConverter<DeliveryStatus>))]
public enum DeliveryStatus
{
    /// <summary>Sent and on disk, not yet in the recipient's mailbox.</summary>
    Pending,

    /// <summary>In the mailbox.</summary>
    Queued,

    /// <summary>In a receiver's hands.</summary>
    Leased,

    /// <summary>Done.</summary>
    Acknowledged,

    /// <summary>A receiver said that it can't be done; it is not handed out again unless it is requeued.</summary>
    Failed,

    /// <summary>Handed out as often as its sender allowed, and never done; it waits for someone to requeue it.</summary>
    [JsonStringEnumMemberName("dead-lettered")]
    DeadLettered,

    /// <summary>Not done before the time its sender set.</summary>
    Expired,
}
