using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Reporting.Tests.Support;

/// <summary>Reads a file's tables as they are, on SQLite's own interface: the seeds' queries have bare <c>?</c>s.</summary>
internal static class Database
{
    static Database() => Batteries_V2.Init();

    public static IReadOnlyList<string> Tables { get; } =
    [
        "projection_position", "sessions", "session_events", "agents", "agent_totals", "agent_pairs", "conversations",
        "conversation_participants", "messages", "message_deliveries",
    ];

    public static List<Dictionary<string, object?>> Query(string file, string sql, params object?[] values)
    {
        using SqliteConnection connection = new($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        if (raw.sqlite3_prepare_v2(connection.Handle, sql, out sqlite3_stmt statement) != raw.SQLITE_OK)
            throw new InvalidOperationException(raw.sqlite3_errmsg(connection.Handle).utf8_to_string());
        using (statement)
        {
            for (int index = 0; index < values.Length; index++)
            {
                if (values[index] is int or long) raw.sqlite3_bind_int64(statement, index + 1, Convert.ToInt64(values[index], CultureInfo.InvariantCulture));
                else raw.sqlite3_bind_text(statement, index + 1, (string)values[index]!);
            }

            List<Dictionary<string, object?>> rows = [];
            while (raw.sqlite3_step(statement) == raw.SQLITE_ROW) rows.Add(Row(statement));
            return rows;
        }
    }

    /// <summary>All rows of all tables, each a line.</summary>
    public static string Dump(string file)
    {
        StringBuilder text = new();
        foreach (string table in Tables)
        {
            text.Append("== ").AppendLine(table);
            foreach (Dictionary<string, object?> row in Query(file, $"SELECT * FROM {table} ORDER BY 1, 2"))
            {
                text.AppendJoin(" | ", row.Select(cell => string.Create(CultureInfo.InvariantCulture, $"{cell.Key}={cell.Value ?? "NULL"}")))
                    .AppendLine();
            }
        }

        return text.ToString();
    }

    private static Dictionary<string, object?> Row(sqlite3_stmt statement)
    {
        Dictionary<string, object?> row = new(StringComparer.OrdinalIgnoreCase);
        for (int column = 0; column < raw.sqlite3_column_count(statement); column++)
        {
            row[raw.sqlite3_column_name(statement, column).utf8_to_string()] = raw.sqlite3_column_type(statement, column) switch
            {
                raw.SQLITE_NULL => null,
                raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column),
                raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, column),
                _ => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column)),
            };
        }

        return row;
    }
}
