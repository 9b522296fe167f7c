using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Reporting.Store;

/// <summary>One read-only connection with its prepared statements. Used by one query at a time.</summary>
internal sealed class ReadConnection : IDisposable
{
    // How many of a statement's steps pass between two looks at whether the query is over: some tens of microseconds.
    private const int StepsUntested = 1_000;

    // Filters combine into many texts; a connection that saw this many starts over.
    private const int MostStatements = 200;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _prepared = new(StringComparer.Ordinal);
    private CancellationToken _over;

    public ReadConnection(SqliteConnection connection, int generation)
    {
        _connection = connection;
        Generation = generation;
        raw.sqlite3_progress_handler(connection.Handle, StepsUntested, _ => _over.IsCancellationRequested ? 1 : 0, null);
    }

    /// <summary>Which of the database's files it reads, should that be replaced.</summary>
    public int Generation { get; }

    /// <summary>Begins a query.</summary>
    /// <param name="over">Ends the statement that runs then, and every later one: an interrupt reaches only what runs just now.</param>
    public void BeginQuery(CancellationToken over) => _over = over;

    /// <summary>Returns the statement for the text, prepared once and kept. All its parameters must be bound anew.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (_over.IsCancellationRequested) throw new SqliteException("interrupted", raw.SQLITE_INTERRUPT);
        return Find(sql);
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
    public void Interrupt() => raw.sqlite3_interrupt(_connection.Handle);

    /// <summary>Leaves no statement and no transaction open, so that the next query sees the newest state.</summary>
    public void EndQuery()
    {
        foreach (SqliteStatement statement in _prepared.Values) statement.Reset();
        EndTransaction();
    }

    public void Dispose()
    {
        DisposeStatements();
        _connection.Dispose();
    }

    private SqliteStatement Find(string sql)
    {
        if (_prepared.TryGetValue(sql, out SqliteStatement? statement))
        {
            statement.Reset();
            return statement;
        }

        if (_prepared.Count >= MostStatements) DisposeStatements();
        return _prepared[sql] = new SqliteStatement(_connection, sql);
    }

    private void EndTransaction()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0) Find("ROLLBACK").Execute();
    }

    private void DisposeStatements()
    {
        foreach (SqliteStatement statement in _prepared.Values) statement.Dispose();
        _prepared.Clear();
    }
}
