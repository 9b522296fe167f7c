namespace Orchestrator.Journal;

/// <summary>A row of the table <c>schema_version</c>.</summary>
internal sealed record AppliedMigration(int Version, string Name, DateTimeOffset AppliedAt, string Checksum);
