using Microsoft.Data.Sqlite;
using Orchestrator.Journal;

namespace Orchestrator.Crash.Lab.Checks;

/// <summary>Plain SQL on the files that a host left.</summary>
internal static class Sqlite
{
    static Sqlite() => SqliteLibrary.Init();

    /// <summary>Opens a file. What a crash left in its log is applied by SQLite, as any reader's opening does.</summary>
    public static SqliteConnection OpenToRead(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = Command(connection, sql);
        command.ExecuteNonQuery();
    }

    public static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = Command(connection, sql);
        return (long)command.ExecuteScalar()!;
    }

    public static List<string> Column(SqliteConnection connection, string sql)
    {
        List<string> values = [];
        using SqliteCommand command = Command(connection, sql);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read()) values.Add(reader.GetString(0));
        return values;
    }

    /// <summary>All rows as text.</summary>
    public static string Text(SqliteConnection connection, string sql)
    {
        List<string> rows = [];
        using SqliteCommand command = Command(connection, sql);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
            rows.Add($"({string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => $"{reader.GetName(column)}={reader.GetValue(column)}"))})");
        return string.Join(' ', rows);
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of names that this program and the schema have.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
