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

    /// <summary>The rows of the open transaction.</summary>
    public IReadOnlyList<RowPlace> Open => _open;

    /// <summary>Whether the grain has a row at the sequence.</summary>
    public bool IsUsed(SqliteSession session, string grain, long sequence)
    {
        if (!_highest.TryGetValue(grain, out long highest))
        {
            if (!_older.TryGetValue(grain, out highest))
                highest = Math.Max(HighestInTable(session, grain), HighestAmong(index.Recent(grain)));
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

    /// <summary>Nothing of the open transaction was written.</summary>
    public void RollBack()
    {
        foreach (RowPlace place in _open)
        {
            _highest.Remove(place.Grain);
            _older.Remove(place.Grain);
        }

        _open.Clear();
    }

    /// <summary>The open transaction was committed.</summary>
    public void Commit()
    {
        _open.Clear();
        if (_highest.Count < Remembered) return;
        (_older, _highest) = (_highest, _older);
        _highest.Clear();
    }

    private bool HasRow(SqliteSession session, string grain, long sequence) =>
        _open.Exists(place => place.Grain == grain && place.Sequence == sequence)
        || index.Recent(grain).Any(place => place.Sequence == sequence)
        || IsInTable(session, grain, sequence);

    private static long HighestAmong(IReadOnlyList<RowPlace> places) => places.Count == 0 ? 0 : places.Max(place => place.Sequence);

    private static long HighestInTable(SqliteSession session, string grain) => session
        .Prepare("SELECT ifnull(max(sequence), 0) FROM journal_index WHERE grain = ?1").Bind(1, grain).ReadInt64();

    private static bool IsInTable(SqliteSession session, string grain, long sequence) => session
        .Prepare("SELECT EXISTS (SELECT 1 FROM journal_index WHERE grain = ?1 AND sequence = ?2)")
        .Bind(1, grain).Bind(2, sequence).ReadInt64() != 0;
}
