using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Grains.EventSourcing;

/// <summary>
/// The state of a grain: an immutable record that is made from events alone. <see cref="Apply"/> decides nothing,
/// reads no clock and never fails, so that a replay gives the very state that was acted upon.
/// </summary>
/// <typeparam name="TSelf">The state's own type.</typeparam>
/// <typeparam name="TEvent">The events of the grain.</typeparam>
public interface IEventSourced<TSelf, TEvent>
    where TSelf : class, IEventSourced<TSelf, TEvent>, new()
    where TEvent : JournaledEvent
{
    /// <summary>
    /// How many things a snapshot of the state holds. The next snapshot is taken after as many events, at least 200:
    /// what an event costs does not grow with the state.
    /// </summary>
    int Weight { get; }

    /// <summary>The state after an event.</summary>
    /// <param name="change">What happened.</param>
    /// <param name="sequence">The event's number in the grain, from 1.</param>
    TSelf Apply(TEvent change, long sequence);
}
