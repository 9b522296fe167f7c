using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Crash.Lab.Stores;
using Orchestrator.Journal;
using Orchestrator.Reporting;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Crash.Lab.Checks;

/// <summary>
/// The tables that a host kept through its crashes are those that are made of the journal from the beginning, row by row: each
/// event was projected once.
/// </summary>
internal static class TableCheck
{
    private const string Name = "tables";

    // Says when the schema was made, not what the journal says.
    private const string Bookkeeping = "schema_version";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Makes the tables anew in a folder of their own and compares.</summary>
    /// <param name="data">What the host left.</param>
    /// <param name="store">Where the journal is.</param>
    /// <param name="rebuilt">Where the new ones are made.</param>
    /// <param name="findings">What is wrong.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(string data, IRoundStore store, string rebuilt, Findings findings, CancellationToken stop)
    {
        await RebuildAsync(store, rebuilt, stop);
        using SqliteConnection kept = Sqlite.OpenToRead(Path.Combine(data, ReportingOptions.FileName));
        Sqlite.Execute(kept, $"ATTACH DATABASE '{Path.Combine(rebuilt, ReportingOptions.FileName)}' AS rebuilt");
        foreach (string table in Tables(kept))
        {
            long only = Sqlite.Number(kept, $"SELECT count(*) FROM (SELECT * FROM main.\"{table}\" EXCEPT SELECT * FROM rebuilt.\"{table}\")");
            long missing = Sqlite.Number(kept, $"SELECT count(*) FROM (SELECT * FROM rebuilt.\"{table}\" EXCEPT SELECT * FROM main.\"{table}\")");
            long rows = Sqlite.Number(kept, $"SELECT (SELECT count(*) FROM main.\"{table}\") - (SELECT count(*) FROM rebuilt.\"{table}\")");
            if (only == 0 && missing == 0 && rows == 0) continue;
            string examples = Sqlite.Text(kept, $"SELECT * FROM main.\"{table}\" EXCEPT SELECT * FROM rebuilt.\"{table}\" LIMIT 2")
                + " instead of " + Sqlite.Text(kept, $"SELECT * FROM rebuilt.\"{table}\" EXCEPT SELECT * FROM main.\"{table}\" LIMIT 2");
            findings.Add(Name, $"{table} is not what the journal makes: {only} rows are only there, {missing} are missing: {examples}");
        }
    }

    private static async Task RebuildAsync(IRoundStore store, string rebuilt, CancellationToken stop)
    {
        var collection = new ServiceCollection();
        store.AddJournal(collection);
        await using ServiceProvider services = collection
            .AddSingleton(new LivenessLimits())
            .AddReporting(reporting => reporting.DataDirectory = rebuilt)
            .BuildServiceProvider();
        IHostedService[] parts = [.. services.GetServices<IHostedService>()];
        foreach (IHostedService part in parts) await part.StartAsync(stop);
        long last = await services.GetRequiredService<IJournal>().GetLastPositionAsync(stop);
        await services.GetRequiredService<ProjectionProgress>().WaitForAsync(last, Patience, stop);
        foreach (IHostedService part in parts.Reverse()) await part.StopAsync(stop);
    }

    // What the search index keeps for itself depends on how rows were gathered into transactions.
    private static List<string> Tables(SqliteConnection connection) => Sqlite.Column(
        connection,
        $"""
        SELECT name FROM main.sqlite_master WHERE type = 'table' AND name <> '{Bookkeeping}' AND sql NOT LIKE 'CREATE VIRTUAL%'
            AND NOT EXISTS (SELECT 1 FROM main.sqlite_master AS index_of WHERE index_of.sql LIKE 'CREATE VIRTUAL%' AND main.sqlite_master.name LIKE index_of.name || '\_%' ESCAPE '\')
        """);
}
