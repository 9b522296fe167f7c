using System.Text.RegularExpressions;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Search;

/// <summary>
/// The words of an index that begin with a prefix. Asked for a prefix, FTS5 gathers all rows of all its words before it gives the
/// first; asked for any one of the words, it reads no more rows than are wanted.
/// </summary>
/// <param name="table">The table; its index is <c>…_fts</c>.</param>
internal sealed partial class PrefixWords(string table)
{
    /// <summary>The most words that are looked up. Each costs 50 to 200 µs; a prefix of more words is left to FTS5.</summary>
    public const int Most = 256;

    // Behind the last word and before all that begin with it: no word has such a sign.
    private const char Behind = '\u0001';

    private readonly string _nextSql = $"SELECT term FROM temp.{table}_words WHERE term >= ?1 LIMIT 1";

    /// <summary>What a connection must be told before it only reads, and before any transaction.</summary>
    public static string Schema(IEnumerable<string> tables) => string.Concat(tables.Select(table =>
        $"CREATE VIRTUAL TABLE temp.{table}_words USING fts5vocab('main', '{table}_fts', 'instance');"));

    /// <summary>Spells a prefix out.</summary>
    /// <param name="connection">Where to look.</param>
    /// <param name="phrase">An FTS5 phrase, quoted.</param>
    /// <returns>
    /// An FTS5 expression in parentheses for any one of the words; null when the phrase is no prefix of ASCII letters and digits
    /// (the index alone knows how it folds others), has no word or more than <see cref="Most"/>.
    /// </returns>
    public string? Spell(ReadConnection connection, string phrase)
    {
        if (Prefix().Match(phrase) is not { Success: true } match) return null;
        string prefix = match.Groups["prefix"].Value.ToLowerInvariant();
        List<string> words = [];
        while (Next(connection, words.Count == 0 ? prefix : words[^1] + Behind) is { } word && word.StartsWith(prefix, StringComparison.Ordinal))
        {
            if (words.Count == Most) return null;
            words.Add(word);
        }

        return words.Count == 0 ? null : $"({string.Join(" OR ", words.Select(word => $"\"{word}\""))})";
    }

    private string? Next(ReadConnection connection, string from) =>
        connection.Prepare(_nextSql).Bind(1, from).List(row => row.Text(0)).FirstOrDefault();

    [GeneratedRegex("""\A"(?<prefix>[A-Za-z0-9]+)"\*\z""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Prefix();
}
