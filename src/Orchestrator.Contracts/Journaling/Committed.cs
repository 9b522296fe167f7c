namespace Orchestrator.Contracts.Journaling;

/// <summary>A command's answer: it is on disk, at this position.</summary>
/// <typeparam name="T">The view of what was changed.</typeparam>
/// <param name="Value">What the grain holds after the command.</param>
/// <param name="Position">
/// The journal position at which it is true. A query given it as <c>minPosition</c> sees the change.
/// </param>
[Immutable]
public sealed record Committed<T>(T Value, long Position);
