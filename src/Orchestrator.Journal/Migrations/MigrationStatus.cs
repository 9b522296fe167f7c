namespace Orchestrator.Journal;

/// <summary>Whether one migration is applied to a database.</summary>
/// <param name="Version">The migration's number.</param>
/// <param name="Name">The migration's name.</param>
/// <param name="AppliedAt">When it was applied, UTC; null when it is pending.</param>
public sealed record MigrationStatus(int Version, string Name, DateTimeOffset? AppliedAt);
