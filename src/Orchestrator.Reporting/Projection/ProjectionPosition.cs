using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Projection;

/// <summary>The row that says how far the tables are.</summary>
internal sealed class ProjectionPosition
{
    private readonly SqliteStatement _move;

    public ProjectionPosition(WriteConnection connection)
    {
        _move = connection.Prepare(
            """
            UPDATE projection_position SET position = ?1, journal_row = ?2
            WHERE name = 'reporting' AND position = ?3
            """);
        (Position, Fingerprint) = connection
            .Prepare("SELECT position, journal_row FROM projection_position WHERE name = 'reporting'")
            .Single(row => (row.Int64(0), row.Text(1)));
    }

    /// <summary>The journal position up to which the tables are true.</summary>
    public long Position { get; private set; }

    /// <summary>Which row stood there.</summary>
    public string Fingerprint { get; private set; }

    /// <summary>Moves on, within the transaction that makes it true.</summary>
    /// <exception cref="PositionMovedException">Something else moved it.</exception>
    public void Move(RowMark last)
    {
        if (_move.Bind(1, last.Position).Bind(2, last.Fingerprint).Bind(3, Position).Execute() != 1)
            throw new PositionMovedException(Position);
    }

    /// <summary>The transaction is committed.</summary>
    public void Moved(RowMark last) => (Position, Fingerprint) = (last.Position, last.Fingerprint);
}
