using System.Text.Json;

namespace Orchestrator.Grains.Transactions;

/// <summary>How a transaction ended: the one event of the grain named after it.</summary>
/// <param name="Event"><see cref="Committed"/> or <see cref="Aborted"/>.</param>
/// <param name="At">When that was decided.</param>
/// <param name="Digest">Tells its commands from others; null when it was given up.</param>
/// <param name="Results">The answer to each command; null when it was given up.</param>
internal sealed record TransactionOutcome(string Event, DateTimeOffset At, string? Digest, IReadOnlyList<JsonElement?>? Results)
{
    public const string Committed = "transaction-committed";
    public const string Aborted = "transaction-aborted";
}
