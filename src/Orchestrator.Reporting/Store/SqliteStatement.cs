using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Reporting.Store;

/// <summary>
/// A prepared statement on SQLite's own interface: projections run several a row, where an ADO.NET command costs more
/// than the statement, and texts with a NUL character come back whole. Not thread-safe. Parameters are numbered from
/// 1, columns from 0. SQLite copies what is bound.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int OnStack = 1024;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        if (raw.sqlite3_prepare_v2(_database, sql, out _statement) != raw.SQLITE_OK) throw Error();
    }

    public SqliteStatement Bind(int parameter, long value)
    {
        Require(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, long? value) => value is { } known ? Bind(parameter, known) : BindNull(parameter);

    public SqliteStatement Bind(int parameter, bool value) => Bind(parameter, value ? 1L : 0L);

    public SqliteStatement Bind(int parameter, double? value)
    {
        if (value is not { } known) return BindNull(parameter);
        Require(raw.sqlite3_bind_double(_statement, parameter, known));
        return this;
    }

    public SqliteStatement Bind(int parameter, string? value)
    {
        if (value is null) return BindNull(parameter);
        int most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most <= OnStack)
        {
            Span<byte> bytes = stackalloc byte[OnStack];
            return Bind(parameter, bytes[..Encoding.UTF8.GetBytes(value, bytes)]);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(most);
        Bind(parameter, rented.AsSpan(0, Encoding.UTF8.GetBytes(value, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, and text without an address is NULL to SQLite.
        Require(utf8.IsEmpty
            ? raw.sqlite3_bind_text(_statement, parameter, string.Empty)
            : raw.sqlite3_bind_text(_statement, parameter, utf8));
        return this;
    }

    public SqliteStatement Bind(int parameter, DateTimeOffset value)
    {
        Span<byte> text = stackalloc byte[TimeText.Length];
        TimeText.Write(value, text);
        return Bind(parameter, text);
    }

    public SqliteStatement Bind(int parameter, DateTimeOffset? value) =>
        value is { } known ? Bind(parameter, known) : BindNull(parameter);

    /// <summary>Moves to the next row; when there is none, the statement is ready for the next time.</summary>
    public bool Read()
    {
        int result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW) return true;
        if (result != raw.SQLITE_DONE)
        {
            SqliteException error = Error();
            Reset();
            throw error;
        }

        Reset();
        return false;
    }

    /// <summary>Runs the statement, which returns no row, and makes it ready for the next time.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute()
    {
        if (Read()) throw new InvalidOperationException("The statement returned a row.");
        return raw.sqlite3_changes(_database);
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? OptionalInt64(int column) => IsNull(column) ? null : Int64(column);

    public double Double(int column) => raw.sqlite3_column_double(_statement, column);

    public double? OptionalDouble(int column) => IsNull(column) ? null : Double(column);

    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    public string? OptionalText(int column) => IsNull(column) ? null : Text(column);

    public DateTimeOffset Time(int column) => TimeText.Parse(Text(column));

    public DateTimeOffset? OptionalTime(int column) => IsNull(column) ? null : Time(column);

    // Reset repeats the error of the step before; that has been reported already.
    public void Reset() => raw.sqlite3_reset(_statement);

    public void Dispose() => _statement.Dispose();

    private SqliteStatement BindNull(int parameter)
    {
        Require(raw.sqlite3_bind_null(_statement, parameter));
        return this;
    }

    private void Require(int result)
    {
        if (result != raw.SQLITE_OK) throw Error();
    }

    private SqliteException Error() => new(
        raw.sqlite3_errmsg(_database).utf8_to_string(),
        raw.sqlite3_errcode(_database) & 0xFF,
        raw.sqlite3_extended_errcode(_database));
}
