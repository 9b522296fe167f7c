using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Reporting.Store;

/// <summary>One read-only connection with its prepared statements. Used by one query at a time.</summary>
internal sealed class ReadConnection(SqliteConnection connection, int generation) : IDisposable
{
    // Filters combine into many texts; a connection that saw this many starts over.
    private const int MostStatements = 200;

    private readonly Dictionary<string, SqliteStatement> _prepared = new(StringComparer.Ordinal);

    /// <summary>Which of the database's files it reads, should that be replaced.</summary>
    public int Generation => generation;

    /// <summary>Returns the statement for the text, prepared once and kept. All its parameters must be bound anew.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (_prepared.TryGetValue(sql, out SqliteStatement? statement))
        {
            statement.Reset();
            return statement;
        }

        if (_prepared.Count >= MostStatements) DisposeStatements();
        return _prepared[sql] = new SqliteStatement(connection, sql);
    }

    /// <summary>Runs several reads on one state of the tables.</summary>
    public T OnOneState<T>(Func<T> reads)
    {
        Prepare("BEGIN").Execute();
        try
        {
            return reads();
        }
        finally
        {
            EndTransaction();
        }
    }

    /// <summary>Ends the statement that runs now, from another thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(connection.Handle);

    /// <summary>Leaves no statement and no transaction open, so that the next query sees the newest state.</summary>
    public void EndQuery()
    {
        foreach (SqliteStatement statement in _prepared.Values) statement.Reset();
        EndTransaction();
    }

    public void Dispose()
    {
        DisposeStatements();
        connection.Dispose();
    }

    private void EndTransaction()
    {
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0) Prepare("ROLLBACK").Execute();
    }

    private void DisposeStatements()
    {
        foreach (SqliteStatement statement in _prepared.Values) statement.Dispose();
        _prepared.Clear();
    }
}
