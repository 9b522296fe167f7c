namespace Orchestrator.Contracts.Queries;

/// <summary>What a full-text search found, best first.</summary>
/// <param name="Items">The hits.</param>
public sealed record SearchResults(IReadOnlyList<SearchHit> Items);

/// <summary>One thing that a full-text search found.</summary>
/// <param name="Kind"><c>session</c> or <c>message</c>.</param>
/// <param name="Id">Its identifier.</param>
/// <param name="Title">A session's name, or who wrote to whom.</param>
/// <param name="Snippet">The text around the match, with the match between <c>[</c> and <c>]</c>.</param>
/// <param name="Score">The relevance, larger is better (BM25).</param>
/// <param name="At">When it was created.</param>
public sealed record SearchHit(string Kind, string Id, string? Title, string Snippet, double Score, DateTimeOffset At);
