using System.Text.Json;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Transactions;

/// <summary>A transaction that was carried out.</summary>
[Immutable]
public sealed record TransactionView
{
    /// <summary>Its id.</summary>
    public required TransactionId Id { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset CommittedAt { get; init; }

    /// <summary>The answer to each command, in the order they came: what the same command is answered alone.</summary>
    public required IReadOnlyList<JsonElement?> Results { get; init; }
}
