namespace Orchestrator.Crash.Cluster;

/// <summary>A part of a cluster.</summary>
/// <param name="Name"><c>postgres</c>, <c>silo1</c>, <c>gateway1</c>, …</param>
/// <param name="Process">Its process; null when it does not run.</param>
/// <param name="Address">Its URL; of PostgreSQL, host and port.</param>
internal sealed record Part(string Name, int? Process, string Address);
