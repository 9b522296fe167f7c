using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>What the totals count of a delivery.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Method">How it is brought; null for fetching.</param>
/// <param name="Attempts">How often it was handed out.</param>
/// <param name="DeliveryMs">How long it took from the sender to the acknowledgement; null before.</param>
internal readonly record struct DeliveryFigures(DeliveryStatus Status, DeliveryMethod? Method, long Attempts, long? DeliveryMs);
