using Microsoft.Data.Sqlite;
using Orchestrator.Journal;
using SQLitePCL;

namespace Orchestrator.Cli.Commands.Sql;

/// <summary>A SQLite file that can be asked and not changed, whatever SQL comes.</summary>
/// <remarks>
/// Three locks: the file is opened read-only, <c>PRAGMA query_only</c> is on, and an authorizer refuses each statement
/// that is no query when it is prepared. The last one alone stops what writes to other files (<c>VACUUM INTO</c>,
/// <c>ATTACH</c>) and can say what was refused.
/// </remarks>
internal sealed class ReadOnlyDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly ReadOnlyAuthorizer _authorizer = new();

    private ReadOnlyDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a file.</summary>
    public static ReadOnlyDatabase Open(string file)
    {
        SqliteLibrary.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString());
        var database = new ReadOnlyDatabase(connection);
        try
        {
            connection.Open();
            database.Execute("PRAGMA query_only = ON");
            database.Execute("PRAGMA busy_timeout = 5000");
            database._authorizer.Guard(connection.Handle!);
            return database;
        }
        catch (SqliteException exception)
        {
            database.Dispose();
            throw new FailedException($"{file} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Asks.</summary>
    /// <exception cref="FailedException">The SQL is wrong, or wants to change something.</exception>
    public SqlResult Query(string sql, CancellationToken cancellationToken)
    {
        CheckIsOneQuery(sql);
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        try
        {
            return new SqlResult(command, command.ExecuteReader(), cancellationToken);
        }
        catch (SqliteException exception)
        {
            command.Dispose();
            throw Failed(exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void CheckIsOneQuery(string sql)
    {
        int code = raw.sqlite3_prepare_v2(_connection.Handle!, sql, out sqlite3_stmt statement, out string rest);
        using (statement)
        {
            if (code != raw.SQLITE_OK) throw Failed(innerException: null);
            if (statement.IsInvalid) throw new UsageException("SQL is empty; a SELECT is wanted");
        }

        if (raw.sqlite3_prepare_v2(_connection.Handle!, rest, out sqlite3_stmt next) == raw.SQLITE_OK && next.IsInvalid) return;
        next.Dispose();
        throw new UsageException("SQL has several statements; one SELECT is wanted");
    }

    private FailedException Failed(SqliteException? innerException) => _authorizer.Refused is { } refused
        ? new FailedException($"only queries are allowed here, not {refused}; the tables follow from the journal and are never written by hand", innerException)
        : new FailedException(raw.sqlite3_errmsg(_connection.Handle!).utf8_to_string(), innerException);

    private void Execute(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
