using Microsoft.Data.Sqlite;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Projection;

/// <summary>
/// Applies batches, each in one transaction with the position it leads to. After an error it must be disposed; what was
/// not committed is not there, and a new one goes on from the position that is.
/// </summary>
internal sealed class ProjectionWriter : IDisposable
{
    private readonly WriteConnection _connection;
    private readonly WriteTransaction _transaction;
    private readonly ProjectionPosition _position;
    private readonly Tables _tables;

    public ProjectionWriter(SqliteConnection connection)
    {
        _connection = new WriteConnection(connection);
        try
        {
            _transaction = new WriteTransaction(_connection);
            _position = new ProjectionPosition(_connection);
            _tables = new Tables(_connection);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>The journal position up to which the tables are true.</summary>
    public long Position => _position.Position;

    /// <summary>Which row stood at the position when it was applied.</summary>
    public string Fingerprint => _position.Fingerprint;

    /// <summary>Applies rows.</summary>
    /// <param name="rows">The rows that projections want.</param>
    /// <param name="last">The last row read, up to which the tables are true then.</param>
    /// <param name="cancellationToken">Ends it between two rows; nothing is applied then.</param>
    /// <exception cref="PositionMovedException">Something else moved the position.</exception>
    public void Apply(IReadOnlyList<JournalRow> rows, RowMark last, CancellationToken cancellationToken)
    {
        _transaction.Begin();
        _position.Move(last);
        foreach (JournalRow row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            row.ApplyTo(_tables);
        }

        _tables.Flush();
        _transaction.Commit();
        _position.Moved(last);
    }

    // Closing the connection rolls back what is open.
    public void Dispose() => _connection.Dispose();
}
