namespace Orchestrator.Benchmarks.Report;

/// <summary>A command was called wrongly; the message says what is allowed.</summary>
internal sealed class UsageException(string message) : Exception(message);
