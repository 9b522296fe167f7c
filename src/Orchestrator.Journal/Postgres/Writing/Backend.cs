namespace Orchestrator.Journal.Postgres.Writing;

/// <summary>One session as the server knows it; both together are never used twice, unless the server's clock is turned back.</summary>
/// <param name="Pid">The server's process.</param>
/// <param name="StartedAt">When it began.</param>
internal readonly record struct Backend(int Pid, DateTime StartedAt);
