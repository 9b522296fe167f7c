using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Queries;

/// <summary>A page of a list (http-api, lists).</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The items of this page.</param>
/// <param name="PageNumber">The page's number, from 1; <c>page</c> in JSON.</param>
/// <param name="PageSize">How many items a full page has, 1 to 500.</param>
/// <param name="Total">How many items all pages have, counted up to 100,000.</param>
public sealed record Page<T>(
    IReadOnlyList<T> Items,
    [property: JsonPropertyName("page")] int PageNumber,
    int PageSize,
    long Total)
{
    /// <summary>Whether there are more than <see cref="Total"/>; absent in JSON when that is all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool TotalIsLowerBound { get; init; }
}
