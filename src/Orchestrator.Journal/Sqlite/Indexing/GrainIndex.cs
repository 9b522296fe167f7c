namespace Orchestrator.Journal.Sqlite.Indexing;

/// <summary>
/// Knows where the rows of each grain stand. Its table is ordered by grain, so that keeping it with every commit would
/// write a page for nearly every row. Instead places gather in memory, and when there are many, they go into the table
/// in sorted portions, each with a later commit. A start reads those that are not in the table from the journal's end.
/// The writer's thread changes it; readers ask it on any.
/// </summary>
/// <param name="gatherRows">How many places gather before they go into the table.</param>
internal sealed class GrainIndex(int gatherRows)
{
    // A portion is larger than what the commit adds, so that the places are in the table long before as many gathered.
    private const int PortionPerRow = 4;
    private const int LeastPortion = 32;

    private readonly Lock _lock = new();
    private Dictionary<string, List<RowPlace>> _gathered = new(StringComparer.Ordinal);
    private Dictionary<string, List<RowPlace>> _settling = new(StringComparer.Ordinal);
    private RowPlace[] _portions = [];
    private int _gatheredRows;
    private int _settled;
    private int _settledAndCommitted;
    private long _settlingPosition;
    private long _position = -1;

    /// <summary>The places of a grain that may be missing in the table, in the order of its rows.</summary>
    public IReadOnlyList<RowPlace> Recent(string grain)
    {
        lock (_lock)
        {
            List<RowPlace>? settling = _settling.GetValueOrDefault(grain);
            List<RowPlace>? gathered = _gathered.GetValueOrDefault(grain);
            return settling is null && gathered is null ? [] : [.. settling ?? [], .. gathered ?? []];
        }
    }

    /// <summary>Learns of all rows that are in the journal and not known yet.</summary>
    public void Load(SqliteSession session)
    {
        _settled = _settledAndCommitted;
        if (_position < 0) _position = session.Prepare("SELECT position FROM journal_indexed").ReadInt64();
        Add(session
            .Prepare("SELECT grain, sequence, position FROM journal WHERE position > ?1 ORDER BY position")
            .Bind(1, _position)
            .ReadRows(row => new RowPlace(row.Text(0), row.Int64(1), row.Int64(2))));
    }

    /// <summary>Writes a portion of what gathered into the table, within a transaction that adds some rows.</summary>
    public void Settle(SqliteSession session, int rows)
    {
        if (_portions.Length == 0 && !StartSettling()) return;
        int until = Math.Min(_portions.Length, _settled + LeastPortion + (PortionPerRow * rows));
        SqliteStatement insert = session.Prepare(
            "INSERT OR IGNORE INTO journal_index (grain, sequence, position) VALUES (?1, ?2, ?3)");
        for (; _settled < until; _settled++)
        {
            RowPlace place = _portions[_settled];
            insert.Bind(1, place.Grain).Bind(2, place.Sequence).Bind(3, place.Position).Execute();
        }

        if (_settled == _portions.Length)
            session.Prepare("UPDATE journal_indexed SET position = ?1").Bind(1, _settlingPosition).Execute();
    }

    /// <summary>The transaction is on disk, with these rows in it.</summary>
    public void Commit(IReadOnlyList<RowPlace> rows)
    {
        Add(rows);
        _settledAndCommitted = _settled;
        if (_portions.Length == 0 || _settled < _portions.Length) return;
        lock (_lock) _settling = new(StringComparer.Ordinal);
        _portions = [];
        _settled = _settledAndCommitted = 0;
    }

    private void Add(IReadOnlyList<RowPlace> rows)
    {
        if (rows.Count == 0) return;
        lock (_lock)
        {
            foreach (RowPlace place in rows)
            {
                if (!_gathered.TryGetValue(place.Grain, out List<RowPlace>? places)) _gathered[place.Grain] = places = new(1); // a claimed id is one row
                places.Add(place);
            }
        }

        _gatheredRows += rows.Count;
        _position = rows[^1].Position;
    }

    private bool StartSettling()
    {
        if (_gatheredRows < gatherRows) return false;
        lock (_lock) (_settling, _gathered) = (_gathered, _settling);
        _gatheredRows = 0;
        _settlingPosition = _position;
        _portions = [.. _settling.OrderBy(grain => grain.Key, StringComparer.Ordinal).SelectMany(grain => grain.Value)];
        return true;
    }
}
