using System.CommandLine;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Sql;

/// <summary><c>orchestrator sql</c>: asks the reporting tables.</summary>
internal sealed class SqlCommand : CliCommand
{
    private const string FileName = "reporting.db";

    private readonly Argument<string> _sql = new("SQL") { Description = "One SELECT; - reads it from standard input" };
    private readonly Option<DirectoryInfo> _data;

    /// <summary>Makes the command.</summary>
    public SqlCommand(GlobalOptions globals)
        : base(globals, "sql", "Asks the reporting tables with SQL; only reads, a host may run meanwhile")
    {
        Arguments.Add(_sql);
        _data = globals.Data("The host's data folder, with reporting.db");
        Options.Add(_data);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator sql \"SELECT name, status, last_heartbeat FROM agents\"",
        "orchestrator sql \"SELECT sender, count(*) FROM messages GROUP BY sender\" --json",
        "orchestrator sql \"SELECT name FROM sqlite_master WHERE type IN ('table', 'view')\"",
    ];

    /// <inheritdoc/>
    protected override string WithoutUse(Option option) => "the tables are read from their file, no host is asked; name its folder with --data";

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, CliOutput output, CancellationToken cancellationToken)
    {
        string sql = arguments.GetRequiredValue(_sql);
        if (sql == "-") sql = await Globals.Environment.In.ReadToEndAsync(cancellationToken);
        string file = Path.Combine(arguments.GetRequiredValue(_data).FullName, FileName);
        if (!File.Exists(file))
        {
            throw new FailedException(File.Exists(Path.Combine(Path.GetDirectoryName(file)!, "journal.db"))
                ? $"{file} is gone, the journal beside it is not: the tables are made anew by the host's next start or commit"
                : $"{file} does not exist; name the host's data folder with --data or ORCHESTRATOR_DATA");
        }

        using var database = ReadOnlyDatabase.Open(file);
        using SqlResult result = database.Query(sql, cancellationToken);
        if (output.IsJson)
        {
            output.Json(SqlJson.Of(result));
            return;
        }

        List<string?[]> rows = [.. result.Rows().Select(row => Array.ConvertAll(row, SqlText.Of))];
        if (rows.Count > 0) output.Table(result.Columns, rows);
        output.Say(rows.Count == 1 ? "1 row" : $"{rows.Count} rows");
    }
}
