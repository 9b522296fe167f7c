namespace Orchestrator.Journal.Postgres;

/// <summary>A stored snapshot, or what a writer left of one.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Name">The name under which checkpoints speak of it; null for what was not stored to its end.</param>
/// <param name="TouchedAt">When it, or one equal to it, was last stored, by the clock of that node: it tells one storing from another and is no measure of age.</param>
internal sealed record BlobRow(Guid Id, string? Name, DateTime TouchedAt);
