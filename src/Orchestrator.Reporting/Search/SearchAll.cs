using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Search;

/// <summary>The best of each kind, and of those the best; of equals, the newest.</summary>
internal sealed class SearchAll(IReadOnlyList<string> phrases, IReadOnlyCollection<string> kinds, int limit) : IQuery<SearchResults>
{
    private static readonly SearchIndex[] Indexes =
    [
        new("session", "sessions", "t.name", snippetColumn: -1),
        new("task", "tasks", "t.title", snippetColumn: -1),
        new("checkpoint", "checkpoints", "t.name", snippetColumn: -1),
        new("message", "messages", "t.sender || ' to ' || coalesce(t.receiver, 'all')", snippetColumn: 0),
    ];

    /// <summary>What a connection must be told before it only reads.</summary>
    public static string Schema { get; } = PrefixWords.Schema(Indexes.Select(index => index.Table));

    public SearchResults Run(ReadConnection connection) => connection.OnOneState(() => new SearchResults([.. Indexes
        .Where(index => kinds.Contains(index.Kind))
        .SelectMany(index => index.Find(connection, phrases, limit))
        .OrderByDescending(hit => hit.Score)
        .ThenByDescending(hit => hit.At)
        .ThenBy(hit => hit.Id, StringComparer.Ordinal)
        .Take(limit)]));
}
