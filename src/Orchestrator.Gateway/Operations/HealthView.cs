namespace Orchestrator.Gateway.Operations;

/// <summary>Whether the host lives, or is ready.</summary>
/// <param name="Status"><c>ok</c>, <c>ready</c> or <c>unavailable</c>.</param>
/// <param name="Reasons">What stands in the way.</param>
public sealed record HealthView(string Status, IReadOnlyList<string> Reasons);
