using System.Text.Json;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Search;

/// <summary>
/// The full text of one table. A rank (BM25) looks at every row that holds any of the words, so a word in very many rows would make
/// each search as slow as the past is long. Such a word says nothing of how well a row fits (BM25 itself gives one that is
/// in half of all rows no weight): rows must hold it, but it is not ranked by.
/// </summary>
internal sealed class SearchIndex
{
    /// <summary>The most rows that a word may be in to be ranked by.</summary>
    public const int MostRanked = 5_000;

    private readonly PrefixWords _words;
    private readonly string _lastSql;
    private readonly string _countSql;
    private readonly string _bestSql;
    private readonly string _bestOfSql;
    private readonly string _newestSql;
    private readonly string _hitsSql;

    /// <summary>Names the table.</summary>
    /// <param name="kind">What its rows are called in answers.</param>
    /// <param name="table">The table; its index is <c>…_fts</c>, with the rows' <c>number</c>.</param>
    /// <param name="title">The SQL of a hit's title.</param>
    /// <param name="snippetColumn">Of which column of the index the snippet is; -1 for the one that fits best.</param>
    public SearchIndex(string kind, string table, string title, int snippetColumn)
    {
        Kind = kind;
        Table = table;
        _words = new(table);
        _lastSql = $"SELECT coalesce(max(number), 0) FROM {table}";
        string rows = $"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH ?1";
        string ranked = $"SELECT rowid, -rank FROM {table}_fts WHERE {table}_fts MATCH";
        _countSql = $"SELECT count(*) FROM ({rows} LIMIT ?2)";
        _bestSql = $"{ranked} ?1 ORDER BY rank, rowid DESC LIMIT ?2";

        // The plus keeps each row from being searched for by itself, ranks and all.
        _bestOfSql = $"{ranked} ?3 AND +rowid IN ({rows}) ORDER BY rank, rowid DESC LIMIT ?2";
        _newestSql = $"SELECT rowid, 0.0 FROM {table}_fts WHERE {table}_fts MATCH ?1 ORDER BY rowid DESC LIMIT ?2";

        // In one pass from the first to the last of them: what is asked for is looked up anew by each.
        _hitsSql =
            $"""
            SELECT f.rowid, t.id, {title}, snippet({table}_fts, {snippetColumn}, '[', ']', '…', 32), t.created_at
            FROM {table}_fts f JOIN {table} t ON t.number = f.rowid
            WHERE {table}_fts MATCH ?1 AND f.rowid BETWEEN ?2 AND ?3 AND +f.rowid IN (SELECT value FROM json_each(?4))
            """;
    }

    /// <summary>What its rows are called in answers.</summary>
    public string Kind { get; }

    /// <summary>The table.</summary>
    public string Table { get; }

    /// <summary>The best rows that hold all phrases, of equals the newest; in no order.</summary>
    /// <param name="connection">Where to look; on one state of the tables.</param>
    /// <param name="phrases">FTS5 phrases, quoted.</param>
    /// <param name="limit">How many at most.</param>
    public IReadOnlyList<SearchHit> Find(ReadConnection connection, IReadOnlyList<string> phrases, int limit)
    {
        bool isSmall = connection.Prepare(_lastSql).Single(row => row.Int64(0)) <= MostRanked;
        List<string> ranked = [];
        List<string> asked = [];
        foreach (string phrase in phrases)
        {
            string spelled = isSmall ? phrase : _words.Spell(connection, phrase) ?? phrase;
            bool isFrequent = !isSmall && IsFrequent(connection, spelled);
            if (!isFrequent) ranked.Add(phrase);
            asked.Add(isFrequent ? spelled : phrase);
        }

        string all = string.Join(" AND ", asked);
        SqliteStatement statement = ranked.Count == phrases.Count
            ? connection.Prepare(_bestSql)
            : ranked.Count == 0
                ? connection.Prepare(_newestSql)
                : connection.Prepare(_bestOfSql).Bind(3, string.Join(" AND ", ranked));
        Dictionary<long, double> scores = statement
            .Bind(1, all)
            .Bind(2, (long)limit)
            .List(row => (Number: row.Int64(0), Score: row.Double(1)))
            .ToDictionary(found => found.Number, found => found.Score);
        return scores.Count == 0 ? [] : Read(connection, all, scores);
    }

    private bool IsFrequent(ReadConnection connection, string phrase) => connection
        .Prepare(_countSql)
        .Bind(1, phrase)
        .Bind(2, MostRanked + 1L)
        .Single(row => row.Int64(0)) > MostRanked;

    // Snippets cost more than ranks, so they are made for the best rows only.
    private List<SearchHit> Read(ReadConnection connection, string all, Dictionary<long, double> scores) => connection
        .Prepare(_hitsSql)
        .Bind(1, all)
        .Bind(2, scores.Keys.Min())
        .Bind(3, scores.Keys.Max())
        .Bind(4, JsonSerializer.Serialize(scores.Keys))
        .List(row => new SearchHit(Kind, row.Text(1), row.OptionalText(2), row.Text(3), scores[row.Int64(0)], row.Time(4)));
}
