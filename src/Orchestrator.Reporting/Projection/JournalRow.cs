using System.Diagnostics;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Journal;

namespace Orchestrator.Reporting.Projection;

/// <summary>A row of the journal whose events are decoded.</summary>
internal abstract class JournalRow(JournalEntry entry, string key, IReadOnlyList<ActivityContext> traces)
{
    /// <summary>Where its first event stands.</summary>
    public EventContext Context { get; } = new(entry.Position, key, entry.Sequence);

    /// <summary>The events' names, as the journal has them.</summary>
    public string Type { get; } = entry.Type;

    /// <summary>Which row it is.</summary>
    public RowMark Mark { get; } = RowMark.Of(entry);

    /// <summary>The sampled traces that caused it.</summary>
    public IReadOnlyList<ActivityContext> Traces => traces;

    public abstract int EventCount { get; }

    public abstract void ApplyTo(Tables tables);
}

/// <summary>A row of one kind of grain.</summary>
/// <typeparam name="TEvent">The events of that kind.</typeparam>
internal sealed class JournalRow<TEvent>(
    JournalEntry entry, string key, IReadOnlyList<ActivityContext> traces, IReadOnlyList<TEvent> events)
    : JournalRow(entry, key, traces)
    where TEvent : JournaledEvent
{
    public override int EventCount => events.Count;

    public override void ApplyTo(Tables tables)
    {
        IProjection<TEvent> projection = tables.Of<TEvent>();
        for (int i = 0; i < events.Count; i++) projection.Apply(events[i], Context with { Sequence = Context.Sequence + i });
    }
}
