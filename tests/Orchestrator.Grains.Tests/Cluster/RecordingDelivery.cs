using System.Collections.Concurrent;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Delivery;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>A way of delivery whose end is the test: it keeps what is brought, and fails as the test says.</summary>
public sealed class RecordingDelivery(DeliveryMethod method) : IDeliveryMethod
{
    public DeliveryMethod Method => method;

    public ConcurrentQueue<OutgoingDelivery> Brought { get; } = new();

    public Func<OutgoingDelivery, CancellationToken, Task> Act { get; set; } = (_, _) => Task.CompletedTask;

    public Task DeliverAsync(OutgoingDelivery delivery, CancellationToken cancellationToken)
    {
        Brought.Enqueue(delivery);
        return Act(delivery, cancellationToken);
    }
}
