using System.Text.Json;
using Microsoft.Data.Sqlite;
using Orchestrator.Contracts.Files.Patterns;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Reporting.Files;

/// <summary>
/// A function for SQL that says whether patterns, a JSON array of them, cover a path: so a list by path has pages and a
/// count like any other.
/// </summary>
internal static class CoversFunction
{
    public const string Name = "patterns_cover";

    /// <summary>Adds it to a connection.</summary>
    public static void AddTo(SqliteConnection connection) =>
        connection.CreateFunction<string, string, bool>(Name, Covers, isDeterministic: true);

    private static bool Covers(string patterns, string path)
    {
        foreach (string pattern in JsonSerializer.Deserialize<IReadOnlyList<string>>(patterns, OrchestratorJson.Journal)!)
        {
            if (PathPattern.Parse(pattern, "patterns").Covers(path)) return true;
        }

        return false;
    }
}
