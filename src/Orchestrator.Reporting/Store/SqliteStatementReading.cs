namespace Orchestrator.Reporting.Store;

/// <summary>Reads a statement's rows to their end.</summary>
internal static class SqliteStatementReading
{
    /// <summary>All rows.</summary>
    public static List<T> List<T>(this SqliteStatement statement, Func<SqliteStatement, T> read)
    {
        List<T> rows = [];
        while (statement.Read()) rows.Add(read(statement));
        return rows;
    }

    /// <summary>The one row that there always is.</summary>
    public static T Single<T>(this SqliteStatement statement, Func<SqliteStatement, T> read)
    {
        if (!statement.Read()) throw new InvalidOperationException("The statement returned no row.");
        T row = read(statement);
        statement.Reset();
        return row;
    }

    /// <summary>The first row, or nothing.</summary>
    public static T? First<T>(this SqliteStatement statement, Func<SqliteStatement, T> read)
        where T : class
    {
        if (!statement.Read()) return null;
        T row = read(statement);
        statement.Reset();
        return row;
    }
}
