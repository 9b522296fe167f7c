using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Search;

/// <summary>Searches the texts of sessions, messages, tasks and checkpoints. For the errors see <see cref="Sessions.SessionQueries"/>.</summary>
public sealed class SearchQueries
{
    /// <summary>The most characters of a search.</summary>
    public const int MaxLength = 1_000;

    private readonly ReportingReader _reader;

    internal SearchQueries(ReportingReader reader) => _reader = reader;

    /// <summary>The kinds of things that can be found.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["session", "message", "task", "checkpoint"];

    /// <summary>
    /// Finds what holds all the words, best first. A word in more than 5,000 of a kind does not count for what is best; when all of
    /// them are such words, the newest come first, with a score of 0.
    /// </summary>
    /// <param name="q">Words, <c>"phrases"</c> and <c>prefix*</c>; any other sign separates words.</param>
    /// <param name="kinds">What to find, of <see cref="Kinds"/>; null or empty for all.</param>
    /// <param name="limit">How many at most, 1 to 500.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<SearchResults> SearchAsync(
        string q, IReadOnlyCollection<string>? kinds, int limit, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(q)) throw new ValidationException("q", "is required");
        if (q.Length > MaxLength) throw new ValidationException("q", $"must have at most {MaxLength} characters, has {q.Length}");
        if (kinds?.FirstOrDefault(kind => !Kinds.Contains(kind)) is not null)
            throw new ValidationException("kinds", $"must be of: {string.Join(", ", Kinds)}");
        Limit.Check(limit, 500);
        IReadOnlyList<string> phrases = SearchText.ToPhrases(q);
        return phrases.Count == 0
            ? Task.FromResult(new SearchResults([]))
            : _reader.RunAsync(new SearchAll(phrases, kinds is null or { Count: 0 } ? Kinds : kinds, limit), cancellationToken);
    }
}
