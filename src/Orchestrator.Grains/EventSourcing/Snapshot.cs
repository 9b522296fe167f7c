namespace Orchestrator.Grains.EventSourcing;

/// <summary>A state as grain storage keeps it: a cache of the journal, never the truth.</summary>
/// <typeparam name="TState">The state.</typeparam>
public sealed record Snapshot<TState>
    where TState : class
{
    /// <summary>The number of the last event in the state.</summary>
    public long Sequence { get; init; }

    /// <summary>The journal position of that event's commit.</summary>
    public long Position { get; init; }

    /// <summary>The state; null in a snapshot that was never written.</summary>
    public TState? State { get; init; }

    /// <summary>The commands that came with a key, oldest first; null in a snapshot of an earlier version.</summary>
    public IReadOnlyList<RememberedKey>? Keys { get; init; }
}
