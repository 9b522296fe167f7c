using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Search;

/// <summary>The best of each kind, and of those the best; of equals, the newest.</summary>
internal sealed class SearchAll(string match, IReadOnlyCollection<string> kinds, int limit) : IQuery<SearchResults>
{
    // Snippets cost more than ranks, so they are made for the best rows only.
    private const string Messages =
        """
        SELECT 'message', m.id, m.sender || ' to ' || coalesce(m.receiver, 'all'),
               snippet(messages_fts, 0, '[', ']', '…', 32), -f.rank, m.created_at
        FROM messages_fts f JOIN messages m ON m.number = f.rowid
        WHERE messages_fts MATCH ?1 AND f.rowid IN (
            SELECT rowid FROM messages_fts WHERE messages_fts MATCH ?1 ORDER BY rank, rowid DESC LIMIT ?2)
        """;

    private const string Sessions =
        """
        SELECT 'session', s.id, s.name, snippet(sessions_fts, -1, '[', ']', '…', 32), -f.rank, s.created_at
        FROM sessions_fts f JOIN sessions s ON s.number = f.rowid
        WHERE sessions_fts MATCH ?1 AND f.rowid IN (
            SELECT rowid FROM sessions_fts WHERE sessions_fts MATCH ?1 ORDER BY rank, rowid DESC LIMIT ?2)
        """;

    private const string Tasks =
        """
        SELECT 'task', t.id, t.title, snippet(tasks_fts, -1, '[', ']', '…', 32), -f.rank, t.created_at
        FROM tasks_fts f JOIN tasks t ON t.number = f.rowid
        WHERE tasks_fts MATCH ?1 AND f.rowid IN (
            SELECT rowid FROM tasks_fts WHERE tasks_fts MATCH ?1 ORDER BY rank, rowid DESC LIMIT ?2)
        """;

    private const string Checkpoints =
        """
        SELECT 'checkpoint', c.id, c.name, snippet(checkpoints_fts, -1, '[', ']', '…', 32), -f.rank, c.created_at
        FROM checkpoints_fts f JOIN checkpoints c ON c.number = f.rowid
        WHERE checkpoints_fts MATCH ?1 AND f.rowid IN (
            SELECT rowid FROM checkpoints_fts WHERE checkpoints_fts MATCH ?1 ORDER BY rank, rowid DESC LIMIT ?2)
        """;

    public SearchResults Run(ReadConnection connection) => connection.OnOneState(() =>
    {
        List<SearchHit> hits = [];
        if (kinds.Contains("session")) hits.AddRange(Find(connection, Sessions));
        if (kinds.Contains("task")) hits.AddRange(Find(connection, Tasks));
        if (kinds.Contains("checkpoint")) hits.AddRange(Find(connection, Checkpoints));
        if (kinds.Contains("message")) hits.AddRange(Find(connection, Messages));
        return new SearchResults([.. hits
            .OrderByDescending(hit => hit.Score)
            .ThenByDescending(hit => hit.At)
            .ThenBy(hit => hit.Id, StringComparer.Ordinal)
            .Take(limit)]);
    });

    private List<SearchHit> Find(ReadConnection connection, string sql) => connection
        .Prepare(sql)
        .Bind(1, match)
        .Bind(2, (long)limit)
        .List(row => new SearchHit(
            row.Text(0), row.Text(1), row.OptionalText(2), row.Text(3), row.Double(4), row.Time(5)));
}
