using System.Numerics;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Journal.Sqlite;

/// <summary>
/// A prepared statement on SQLite's own interface. The writer and the tail readers run one per row, where an ADO.NET
/// command would cost more than the statement. Not thread-safe. Parameters are numbered from 1, columns from 0.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int MaxKeptBuffer = 64 << 10;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _buffer = [];

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        int result = raw.sqlite3_prepare_v2(_database, sql, out _statement);
        if (result != raw.SQLITE_OK)
            throw Error();
    }

    public SqliteStatement Bind(int parameter, long value)
    {
        Require(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, string value)
    {
        int most = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[] buffer = most <= MaxKeptBuffer ? KeptBuffer(most) : new byte[most];
        return BindUtf8(parameter, buffer.AsSpan(0, Encoding.UTF8.GetBytes(value, buffer)));
    }

    // SQLite copies the bytes at once.
    public SqliteStatement BindUtf8(int parameter, ReadOnlySpan<byte> value)
    {
        Require(raw.sqlite3_bind_text(_statement, parameter, value));
        return this;
    }

    /// <summary>Moves to the next row.</summary>
    /// <returns>False when there is none; then the statement must be reset.</returns>
    public bool Read() => raw.sqlite3_step(_statement) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        _ => throw Error(),
    };

    /// <summary>Runs the statement, which returns no row, and makes it ready for the next time.</summary>
    public void Execute()
    {
        SqliteException? error = raw.sqlite3_step(_statement) == raw.SQLITE_DONE ? null : Error();
        Reset();
        if (error is not null) throw error;
    }

    /// <summary>Runs the statement, reads the first column of its only row and makes it ready for the next time.</summary>
    public long ReadInt64()
    {
        try
        {
            return Read() ? Int64(0) : throw new InvalidOperationException("The statement returned no row.");
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs the statement, reads all its rows and makes it ready for the next time.</summary>
    public List<TRow> ReadRows<TRow>(Func<SqliteStatement, TRow> read)
    {
        List<TRow> rows = [];
        try
        {
            while (Read())
                rows.Add(read(this));
            return rows;
        }
        finally
        {
            Reset();
        }
    }

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(_statement, column);

    // Reset repeats the error of the step before; that has been reported already.
    public void Reset() => raw.sqlite3_reset(_statement);

    public void Dispose() => _statement.Dispose();

    private byte[] KeptBuffer(int atLeast)
    {
        if (_buffer.Length < atLeast)
            _buffer = new byte[(int)BitOperations.RoundUpToPowerOf2((uint)atLeast)];
        return _buffer;
    }

    private void Require(int result)
    {
        if (result != raw.SQLITE_OK)
            throw Error();
    }

    private SqliteException Error() => new(
        raw.sqlite3_errmsg(_database).utf8_to_string(),
        raw.sqlite3_errcode(_database) & 0xFF,
        raw.sqlite3_extended_errcode(_database));
}
