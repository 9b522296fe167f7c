using Orchestrator.Contracts.Errors;

namespace Orchestrator.Reporting.Queries;

/// <summary>Which page of a list, and in which order (http-api, lists).</summary>
public sealed record PageRequest
{
    /// <summary>The most items of a page.</summary>
    public const int MaxPageSize = 500;

    /// <summary>The page's number, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>How many items a page has, 1 to <see cref="MaxPageSize"/>.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>A field and <c>asc</c> or <c>desc</c>, such as <c>createdAt desc</c>; the list's own order when null.</summary>
    public string? OrderBy { get; init; }

    internal long Offset => (Page - 1L) * PageSize;

    internal void Validate()
    {
        if (Page < 1) throw new ValidationException("page", $"must be 1 or more, is {Page}");
        if (PageSize is < 1 or > MaxPageSize)
            throw new ValidationException("pageSize", $"must be 1 to {MaxPageSize}, is {PageSize}");
    }
}
