using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Gateway.Batches;

/// <summary>What came of a batch (S3).</summary>
/// <param name="Inserted">How many things were made.</param>
/// <param name="Failed">How many were not.</param>
/// <param name="Results">What came of each, in the order they came.</param>
public sealed record BatchAnswer(int Inserted, int Failed, IReadOnlyList<BatchResult> Results);

/// <summary>What came of one thing of a batch.</summary>
/// <param name="Status">Whether it was made.</param>
/// <param name="Id">Its id; where it was not made, the one that its caller gave.</param>
/// <param name="Code">Why not: the error's code.</param>
/// <param name="Field">The field that is wrong, for a validation error.</param>
/// <param name="Detail">Why not, in words.</param>
public sealed record BatchResult(BatchStatus Status, string? Id, string? Code = null, string? Field = null, string? Detail = null);

/// <summary>Whether a thing of a batch was made.</summary>
[JsonConverter(typeof(WordConverter<BatchStatus>))]
public enum BatchStatus
{
    /// <summary>It was, and is on disk.</summary>
    Inserted,

    /// <summary>It was not; nothing of it is there.</summary>
    Failed,
}
