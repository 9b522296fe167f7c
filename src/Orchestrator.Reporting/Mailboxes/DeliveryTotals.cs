using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Mailboxes;

/// <summary>
/// Keeps <c>delivery_totals</c>: how many deliveries have each status and method. Gathered within a batch, so that thousands of
/// deliveries cost a handful of rows.
/// </summary>
internal sealed class DeliveryTotals(WriteConnection connection)
{
    private readonly Dictionary<(DeliveryStatus Status, DeliveryMethod? Method), Change> _changes = [];

    private readonly SqliteStatement _add = connection.Prepare(
        """
        INSERT INTO delivery_totals (status, method, deliveries, attempts, delivery_ms)
        VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (status, method) DO UPDATE
        SET deliveries = deliveries + excluded.deliveries, attempts = attempts + excluded.attempts,
            delivery_ms = delivery_ms + excluded.delivery_ms
        """);

    // Whether there once were some must not be seen: it depends on how events fell into batches.
    private readonly SqliteStatement _forget = connection.Prepare("DELETE FROM delivery_totals WHERE deliveries = 0");

    /// <summary>A delivery is now, or with -1 is no longer, as it is described.</summary>
    public void Count(DeliveryFigures delivery, int count)
    {
        if (!_changes.TryGetValue((delivery.Status, delivery.Method), out Change? change))
            _changes[(delivery.Status, delivery.Method)] = change = new();
        change.Deliveries += count;
        change.Attempts += count * delivery.Attempts;
        change.DeliveryMs += count * (delivery.DeliveryMs ?? 0);
    }

    /// <summary>Writes all.</summary>
    public void Flush()
    {
        foreach (((DeliveryStatus status, DeliveryMethod? method), Change change) in _changes)
        {
            if (change is { Deliveries: 0, Attempts: 0, DeliveryMs: 0 }) continue;
            _add
                .Bind(1, Words<DeliveryStatus>.Of(status))
                .Bind(2, method is { } word ? Words<DeliveryMethod>.Of(word) : string.Empty)
                .Bind(3, change.Deliveries)
                .Bind(4, change.Attempts)
                .Bind(5, change.DeliveryMs)
                .Execute();
        }

        if (_changes.Count > 0) _forget.Execute();
        _changes.Clear();
    }

    private sealed class Change
    {
        public long Deliveries { get; set; }

        public long Attempts { get; set; }

        public long DeliveryMs { get; set; }
    }
}
