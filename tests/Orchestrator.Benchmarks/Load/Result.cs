namespace Orchestrator.Benchmarks.Load;

/// <summary>A line of the report.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Measured">What came out, with its unit.</param>
/// <param name="Target">What was aimed at.</param>
/// <param name="Reached">Whether it was reached; null where there is no target.</param>
internal sealed record Result(string What, string Measured, string Target, bool? Reached);
