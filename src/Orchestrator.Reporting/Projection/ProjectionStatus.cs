namespace Orchestrator.Reporting.Projection;

/// <summary>How far the tables are.</summary>
/// <param name="State">How the projection fares.</param>
/// <param name="Position">The journal position up to which the tables are true.</param>
/// <param name="LastPosition">The journal's last position, as far as this process knows.</param>
/// <param name="Reason">Why it is retrying or stalled; else null.</param>
/// <param name="FailedPosition">The position of the row that can't be applied, when stalled.</param>
public sealed record ProjectionStatus(
    ProjectionState State, long Position, long LastPosition, string? Reason, long? FailedPosition)
{
    /// <summary>Whether the journal has rows that are not in the tables yet.</summary>
    public bool IsBehind => LastPosition > Position;

    /// <summary>
    /// How many journal rows are not in the tables yet; null when that can't be told from positions, since they have gaps, and it is
    /// not 0.
    /// </summary>
    public long? Lag { get; init; }

    /// <summary>How old the oldest row is that is known to be missing in the tables; zero when none is.</summary>
    public TimeSpan LagTime { get; init; }
}
