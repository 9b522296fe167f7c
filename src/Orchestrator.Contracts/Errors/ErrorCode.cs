namespace Orchestrator.Contracts.Errors;

/// <summary>A stable word for what can be wrong.</summary>
/// <param name="Status">The HTTP status that comes with it.</param>
/// <param name="Code">The word.</param>
/// <param name="Meaning">What it says, in a sentence.</param>
/// <param name="Areas">Which parts of the HTTP API (the tags of its document) answer with it; empty for all.</param>
public sealed record ErrorCode(int Status, string Code, string Meaning, params IReadOnlyList<string> Areas);
