using Microsoft.Data.Sqlite;

namespace Orchestrator.Cli.Commands.Sql;

/// <summary>The rows of a query, read while they are enumerated.</summary>
internal sealed class SqlResult(SqliteCommand command, SqliteDataReader reader, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Columns { get; } = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];

    /// <summary>The rows; absent values are null.</summary>
    public IEnumerable<object?[]> Rows()
    {
        while (Next())
        {
            var row = new object?[reader.FieldCount];
            for (int i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            yield return row;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        reader.Dispose();
        command.Dispose();
    }

    private bool Next()
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return reader.Read();
        }
        catch (SqliteException exception)
        {
            throw new FailedException(exception.Message, exception);
        }
    }
}
