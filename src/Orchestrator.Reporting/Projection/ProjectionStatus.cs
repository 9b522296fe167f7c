namespace Orchestrator.Reporting.Projection;

/// <summary>How far the tables are.</summary>
/// <param name="State">How the projection fares.</param>
/// <param name="Position">The journal position up to which the tables are true.</param>
/// <param name="LastPosition">The journal's last position.</param>
/// <param name="Reason">Why it is retrying or stalled; else null.</param>
/// <param name="FailedPosition">The position of the row that can't be applied, when stalled.</param>
public sealed record ProjectionStatus(
    ProjectionState State, long Position, long LastPosition, string? Reason, long? FailedPosition)
{
    /// <summary>How many journal rows are not in the tables yet.</summary>
    public long Lag => Math.Max(0, LastPosition - Position);
}
