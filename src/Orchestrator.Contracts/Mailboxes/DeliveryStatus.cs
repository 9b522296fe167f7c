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
}
