namespace Orchestrator.Journal.Sqlite.Indexing;

/// <summary>
/// The fence: a grain has one row at a sequence. Only the writer's thread, the one that appends, asks it. It remembers
/// the highest sequence of the grains that wrote last, and all rows of the open transaction. Who wrote long ago is forgotten by
/// halves, and looked up in the index when it comes again.
/// </summary>
internal sealed class GrainFence(GrainIndex index)
{
    // Twice as many at most: some 8 MiB.
    private const int Remembered = 32_768;

    private readonly List<RowPlace> _open = [];
    private Dictionary<string, long> _highest = new(StringComparer.Ordinal);
    private Dictionary<string, long> _older = new(StringComparer.Ordinal);
    private bool _forgot;

    /// <summary>The rows of the open transaction.</summary>
    public IReadOnlyList<RowPlace> Open => _open;

    /// <summary>Whether the grain has a row at the sequence.</summary>
    public bool IsUsed(SqliteSession session, string grain, long sequence)
    {
        if (!_highest.TryGetValue(grain, out long highest))
        {
            if (!_older.TryGetValue(grain, out highest))
            {
                highest = Math.Max(HighestInTable(session, grain), HighestAmong(index.Recent(grain)));
                if (_forgot) highest = Math.Max(highest, HighestAmong(OpenOf(grain)));
            }

            _highest[grain] = highest;
        }

        return sequence <= highest && HasRow(session, grain, sequence);
    }

    /// <summary>A row was written.</summary>
    public void Add(RowPlace place)
    {
        _open.Add(place);
        _highest[place.Grain] = Math.Max(place.Sequence, _highest.GetValueOrDefault(place.Grain));
    }

    /// <summary>The open transaction went back to where it had as many rows.</summary>
    public void RollBackTo(int rows)
    {
        for (int i = rows; i < _open.Count; i++)
        {
            _highest.Remove(_open[i].Grain);
            _older.Remove(_open[i].Grain);
        }

        _open.RemoveRange(rows, _open.Count - rows);
        _forgot = true;
    }

    /// <summary>The transaction is over.</summary>
    public void End()
    {
        _open.Clear();
        _forgot = false;
        if (_highest.Count < Remembered) return;
        (_older, _highest) = (_highest, _older);
        _highest.Clear();
    }

    private bool HasRow(SqliteSession session, string grain, long sequence) =>
        _open.Exists(place => place.Grain == grain && place.Sequence == sequence)
        || index.Recent(grain).Any(place => place.Sequence == sequence)
        || IsInTable(session, grain, sequence);

    private List<RowPlace> OpenOf(string grain) => _open.FindAll(place => place.Grain == grain);

    private static long HighestAmong(IReadOnlyList<RowPlace> places) => places.Count == 0 ? 0 : places.Max(place => place.Sequence);

    private static long HighestInTable(SqliteSession session, string grain) => session
        .Prepare("SELECT ifnull(max(sequence), 0) FROM journal_index WHERE grain = ?1").Bind(1, grain).ReadInt64();

    private static bool IsInTable(SqliteSession session, string grain, long sequence) => session
        .Prepare("SELECT EXISTS (SELECT 1 FROM journal_index WHERE grain = ?1 AND sequence = ?2)")
        .Bind(1, grain).Bind(2, sequence).ReadInt64() != 0;
}
