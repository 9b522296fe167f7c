namespace Orchestrator.Reporting.Projection;

/// <summary>Rows that go into one transaction.</summary>
/// <param name="Last">The last row, wanted by a projection or not; null when there is none.</param>
/// <param name="Rows">The rows that some projection wants.</param>
/// <param name="Failure">Why the row after the last can't be decoded; null when all could.</param>
internal sealed record RowBatch(RowMark? Last, IReadOnlyList<JournalRow> Rows, BadRowException? Failure);
