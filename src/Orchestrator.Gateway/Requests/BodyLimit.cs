namespace Orchestrator.Gateway.Requests;

/// <summary>Says of an endpoint that its bodies may be larger than those of others.</summary>
/// <param name="MaxBytes">The most bytes.</param>
internal sealed record BodyLimit(int MaxBytes);
