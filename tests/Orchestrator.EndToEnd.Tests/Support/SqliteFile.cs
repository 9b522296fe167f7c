using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.EndToEnd.Tests.Support;

/// <summary>
/// A database file asked in SQL with <c>?</c> parameters, as the seed documents write them (SqliteParameter needs names).
/// Read-only unless said otherwise; the host may run meanwhile.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly SqliteConnection _connection;

    private SqliteFile(SqliteConnection connection) => _connection = connection;

    public static SqliteFile OpenReporting(string dataFolder) => Open(Path.Combine(dataFolder, "reporting.db"));

    public static SqliteFile OpenJournal(string dataFolder) => Open(Path.Combine(dataFolder, "journal.db"));

    public static SqliteFile Open(string file, SqliteOpenMode mode = SqliteOpenMode.ReadOnly)
    {
        Batteries_V2.Init();
        var connection = new SqliteConnection($"Data Source={file};Mode={mode};Pooling=False");
        connection.Open();
        raw.sqlite3_busy_timeout(connection.Handle!, 5_000);
        return new SqliteFile(connection);
    }

    public IReadOnlyList<SqliteRow> Query(string sql, params object?[] parameters)
    {
        sqlite3 database = _connection.Handle!;
        Check(raw.sqlite3_prepare_v2(database, sql, out sqlite3_stmt statement));
        using (statement)
        {
            for (int i = 0; i < parameters.Length; i++) Bind(statement, i + 1, parameters[i]);
            string[] columns = [.. Enumerable.Range(0, raw.sqlite3_column_count(statement))
                .Select(i => raw.sqlite3_column_name(statement, i).utf8_to_string())];
            List<SqliteRow> rows = [];
            int code;
            while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
                rows.Add(new SqliteRow(columns, [.. columns.Select((_, i) => Read(statement, i))]));
            Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code);
            return rows;
        }
    }

    /// <summary>The first column of the only row.</summary>
    public object? Scalar(string sql, params object?[] parameters) => Assert.Single(Query(sql, parameters)).Values[0];

    public void Dispose() => _connection.Dispose();

    private static void Bind(sqlite3_stmt statement, int index, object? value)
    {
        _ = value switch
        {
            null => raw.sqlite3_bind_null(statement, index),
            string text => raw.sqlite3_bind_text(statement, index, text),
            _ => raw.sqlite3_bind_int64(statement, index, Convert.ToInt64(value)),
        };
    }

    private static object? Read(sqlite3_stmt statement, int column) => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column),
        raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, column),
        raw.SQLITE_BLOB => Convert.ToHexString(raw.sqlite3_column_blob(statement, column)),
        _ => raw.sqlite3_column_text(statement, column).utf8_to_string(),
    };

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw new InvalidOperationException($"SQLite {code}: {raw.sqlite3_errmsg(_connection.Handle!).utf8_to_string()}");
    }
}

/// <summary>A row, by its columns' names.</summary>
internal sealed record SqliteRow(IReadOnlyList<string> Columns, IReadOnlyList<object?> Values)
{
    public object? this[string column]
    {
        get
        {
            int index = Columns.ToList().IndexOf(column);
            return index >= 0 ? Values[index] : throw new KeyNotFoundException($"no column {column} among {string.Join(", ", Columns)}");
        }
    }

    public string? Text(string column) => this[column] as string;

    public long Number(string column) => this[column] is long number ? number : throw new InvalidCastException($"{column} is {this[column]}");

    public override string ToString() => string.Join(" | ", Columns.Zip(Values, (column, value) => $"{column}={value ?? "NULL"}"));
}
