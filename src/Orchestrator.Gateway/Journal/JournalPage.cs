using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Gateway.Journal;

/// <summary>A part of the journal, in order.</summary>
/// <param name="Items">The events. All events of a commit stand on one page.</param>
/// <param name="Next">The position to ask on from, as <c>after</c>.</param>
/// <param name="LastPosition">The journal's last position.</param>
public sealed record JournalPage(IReadOnlyList<EventEnvelope> Items, long Next, long LastPosition);
