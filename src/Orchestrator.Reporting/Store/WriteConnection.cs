using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Reporting.Store;

/// <summary>The one connection that writes, with its prepared statements. Used by one thread at a time.</summary>
internal sealed class WriteConnection(SqliteConnection connection) : IDisposable
{
    private readonly List<SqliteStatement> _prepared = [];

    public SqliteConnection Connection => connection;

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    public SqliteStatement Prepare(string sql)
    {
        SqliteStatement statement = new(connection, sql);
        _prepared.Add(statement);
        return statement;
    }

    /// <summary>The row number of the last row inserted.</summary>
    public long LastNumber => raw.sqlite3_last_insert_rowid(connection.Handle);

    public void Dispose()
    {
        foreach (SqliteStatement statement in _prepared) statement.Dispose();
        connection.Dispose();
    }
}
