using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Reporting.Projection;

/// <summary>Writes what the events of one kind of grain say into the tables.</summary>
/// <typeparam name="TEvent">The events.</typeparam>
internal interface IProjection<in TEvent>
    where TEvent : JournaledEvent
{
    /// <summary>Applies one event, in the order of the journal, within the batch's transaction.</summary>
    void Apply(TEvent change, EventContext context);
}

/// <summary>Where an event stands.</summary>
/// <param name="Position">The journal position of its row.</param>
/// <param name="Key">The id of the grain it happened to.</param>
/// <param name="Sequence">Its number within the grain, from 1.</param>
internal readonly record struct EventContext(long Position, string Key, long Sequence);
