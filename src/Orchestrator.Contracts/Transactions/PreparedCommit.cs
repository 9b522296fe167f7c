using System.Text.Json;

namespace Orchestrator.Contracts.Transactions;

/// <summary>What a grain's part of a transaction has to write, and the answers it gives when that is on disk.</summary>
/// <param name="Rows">Its own row and those of the ids that it claims; empty when its commands changed nothing.</param>
/// <param name="Answers">The answer to each of its commands, in the order of the transaction; null for one without any.</param>
[Immutable]
public sealed record PreparedCommit(IReadOnlyList<PreparedRow> Rows, IReadOnlyList<JsonElement?> Answers);

/// <summary>A row for the journal, as a grain's part of a transaction.</summary>
[Immutable]
public sealed record PreparedRow
{
    /// <summary>The grain's name in the journal.</summary>
    public required string Grain { get; init; }

    /// <summary>The number of its first event.</summary>
    public required long Sequence { get; init; }

    /// <summary>How many events it has.</summary>
    public required int EventCount { get; init; }

    /// <summary>The distinct types of its events, comma-joined.</summary>
    public required string Type { get; init; }

    /// <summary>The events: the text of a JSON array.</summary>
    public required string Payload { get; init; }

    /// <summary>Who acted, trace and keys: the text of a JSON object.</summary>
    public required string Metadata { get; init; }

    /// <summary>When the grain decided.</summary>
    public required DateTimeOffset At { get; init; }
}
