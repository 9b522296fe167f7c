namespace Orchestrator.Reporting.Queries;

/// <summary>The table that a list's conditions are about, where it is not the one that is listed.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">Its column that holds the key of the listed row; at most once for what the conditions let through.</param>
/// <param name="Order">The orders allowed, in its own columns: the same as those of the list.</param>
internal sealed record KeySource(string Table, string Key, SortOrder Order);
