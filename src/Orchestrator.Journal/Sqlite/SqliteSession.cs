using Microsoft.Data.Sqlite;

namespace Orchestrator.Journal.Sqlite;

/// <summary>One open connection and the statements prepared on it. Not thread-safe.</summary>
internal class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _prepared = new(StringComparer.Ordinal);

    protected SqliteConnection Connection { get; } = connection;

    /// <summary>Returns the statement for the text, prepared once and kept.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!_prepared.TryGetValue(sql, out SqliteStatement? statement))
            _prepared[sql] = statement = new SqliteStatement(Connection, sql);
        return statement;
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (SqliteStatement statement in _prepared.Values)
            statement.Dispose();
        Connection.Dispose();
    }
}
