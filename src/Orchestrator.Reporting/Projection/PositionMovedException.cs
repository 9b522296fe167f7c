using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Reporting.Projection;

/// <summary>Something else moved the position: two projectors on one file. Each row is still applied once.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves the projector, which shows it as its status.")]
internal sealed class PositionMovedException(long position)
    : Exception($"The reporting tables are no longer at position {position}: something else writes to them.");
