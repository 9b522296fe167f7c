using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Orchestrator.Journal;

/// <summary>
/// The migrations a program carries: embedded resources <c>{prefix}NNNN_name.up.sql</c> and
/// <c>{prefix}NNNN_name.down.sql</c>, numbered from 0001 without gaps.
/// </summary>
public sealed partial class MigrationSet
{
    private MigrationSet(string source, IReadOnlyList<Migration> migrations)
    {
        Source = source;
        Migrations = migrations;
    }

    /// <summary>Where they come from, for messages.</summary>
    public string Source { get; }

    /// <summary>The migrations in order; the first has version 1.</summary>
    public IReadOnlyList<Migration> Migrations { get; }

    /// <summary>The highest version, 0 when there is none.</summary>
    public int Latest => Migrations.Count;

    /// <summary>Reads the migrations embedded in an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="prefix">What their resource names start with, such as <c>sql/sqlite/journal/</c>.</param>
    /// <returns>The set.</returns>
    /// <exception cref="InvalidOperationException">
    /// There are none, or a name, a number or a down script is missing or wrong: the program was built wrongly.
    /// </exception>
    public static MigrationSet FromResources(Assembly assembly, string prefix)
    {
        string source = $"{assembly.GetName().Name}:{prefix}";
        Dictionary<string, string> scripts = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[prefix.Length..], name => Read(assembly, name), StringComparer.Ordinal);
        List<Migration> migrations = [];
        foreach (string file in scripts.Keys.Order(StringComparer.Ordinal))
        {
            Match match = FileName().Match(file);
            if (!match.Success)
                throw new InvalidOperationException($"'{file}' in {source} isn't named NNNN_name.up.sql or .down.sql.");
            if (match.Groups["way"].ValueSpan is "down")
                continue;
            migrations.Add(Pair(source, scripts, match));
            if (migrations[^1].Version != migrations.Count)
                throw new InvalidOperationException($"{source} has no migration {migrations.Count:0000}, but {file}.");
        }

        if (migrations.Count == 0 || scripts.Count != migrations.Count * 2)
            throw new InvalidOperationException($"{source} needs at least one migration, and an up script for each down script.");
        return new MigrationSet(source, migrations);
    }

    private static Migration Pair(string source, Dictionary<string, string> scripts, Match up)
    {
        string stem = $"{up.Groups["number"].Value}_{up.Groups["name"].Value}";
        if (!scripts.TryGetValue($"{stem}.down.sql", out string? down))
            throw new InvalidOperationException($"{source} has no {stem}.down.sql: every migration is reversible.");
        string sql = scripts[up.Value];
        return new Migration(
            int.Parse(up.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture),
            up.Groups["name"].Value,
            sql,
            down,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
    }

    // Line ends differ between checkouts; they must not look like an altered migration.
    private static string Read(Assembly assembly, string resource)
    {
        using Stream stream = assembly.GetManifestResourceStream(resource)!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"^(?<number>\d{4})_(?<name>[a-z0-9_]+)\.(?<way>up|down)\.sql$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileName();
}
