using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orchestrator.Crash.Lab.Checks;

/// <summary>The journal, read with plain SQL from what a host left.</summary>
internal sealed partial class JournalFacts
{
    private readonly Dictionary<(string Event, int Operation), int> _tags = [];

    private JournalFacts(IReadOnlyList<JournalFact> rows)
    {
        Rows = rows;
        foreach (JsonElement one in Events().Select(found => found.Event))
        {
            foreach (int operation in TagPattern().Matches(one.GetRawText()).Select(match => int.Parse(match.Groups["number"].Value)).Distinct())
                _tags[(NameOf(one), operation)] = Count(NameOf(one), operation) + 1;
        }
    }

    public IReadOnlyList<JournalFact> Rows { get; }

    /// <summary>Reads it.</summary>
    public static JournalFacts Read(DbConnection journal)
    {
        List<JournalFact> rows = [];
        using DbCommand command = journal.CreateCommand();
        command.CommandText = "SELECT position, grain, sequence, payload FROM journal ORDER BY position";
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(new JournalFact(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), [.. JsonElement.Parse(reader.GetString(3)).EnumerateArray()]));
        }

        return new JournalFacts(rows);
    }

    /// <summary>Writes the rows to a file, one a line, for people.</summary>
    public Task WriteAsync(string file, CancellationToken stop) =>
        File.WriteAllLinesAsync(file, Rows.Select(row => JsonSerializer.Serialize(row)), stop);

    public static string NameOf(JsonElement one) => one.GetProperty("event").GetString()!;

    /// <summary>All events in order, with their grain.</summary>
    public IEnumerable<(JournalFact Row, JsonElement Event)> Events() => Rows.SelectMany(row => row.Events.Select(one => (row, one)));

    /// <summary>The events of a kind.</summary>
    public IEnumerable<(JournalFact Row, JsonElement Event)> Events(params string[] names) => Events().Where(found => names.Contains(NameOf(found.Event)));

    /// <summary>How many events of a kind name an operation.</summary>
    public int Count(string name, int operation) => _tags.GetValueOrDefault((name, operation));

    [GeneratedRegex("\"op-(?<number>[0-9]+)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TagPattern();
}
