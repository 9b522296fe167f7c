using Orchestrator.Contracts.Checkpoints;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>Something that a store of snapshots has, as it was last stored.</summary>
/// <param name="Key">Where the store has it.</param>
/// <param name="Name">The name (<see cref="CheckpointBlob.Name"/>) under which checkpoints speak of it; null for what was not stored to its end.</param>
/// <param name="StoredAt">When it, or one equal to it, was last stored, as the clock stood then: it tells one storing from another and is no measure of age.</param>
public readonly record struct StoredSnapshot(string Key, string? Name, DateTimeOffset StoredAt);
