using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Orchestrator.Journal.Sqlite.Indexing;

/// <summary>
/// The fence: a grain has one row at a sequence. Only the writer's thread, the one that appends, asks it. It remembers
/// the highest sequence of the grains that wrote last, and all rows of the open transaction. Who wrote long ago is forgotten by
/// halves, and looked up in the index when it comes again. Names are remembered as digests of 128 bits with a seed that nobody
/// knows, a quarter of what the names themselves take: two that are the same are not to be expected before the disk is full.
/// </summary>
internal sealed class GrainFence(GrainIndex index)
{
    // Twice as many at most: some 3 MiB.
    private const int Remembered = 32_768;

    private readonly long _seed = Random.Shared.NextInt64();
    private readonly List<RowPlace> _open = [];
    private Dictionary<UInt128, long> _highest = [];
    private Dictionary<UInt128, long> _older = [];

    /// <summary>The rows of the open transaction.</summary>
    public IReadOnlyList<RowPlace> Open => _open;

    /// <summary>Whether the grain has a row at the sequence.</summary>
    public bool IsUsed(SqliteSession session, string grain, long sequence)
    {
        UInt128 name = Digest(grain);
        if (!_highest.TryGetValue(name, out long highest))
        {
            if (!_older.TryGetValue(name, out highest))
                highest = Math.Max(HighestInTable(session, grain), HighestAmong(index.Recent(grain)));
            _highest[name] = highest;
        }

        return sequence <= highest && HasRow(session, grain, sequence);
    }

    /// <summary>A row was written.</summary>
    public void Add(RowPlace place)
    {
        _open.Add(place);
        UInt128 name = Digest(place.Grain);
        _highest[name] = Math.Max(place.Sequence, _highest.GetValueOrDefault(name));
    }

    /// <summary>Nothing of the open transaction was written.</summary>
    public void RollBack()
    {
        foreach (RowPlace place in _open)
        {
            UInt128 name = Digest(place.Grain);
            _highest.Remove(name);
            _older.Remove(name);
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

    private UInt128 Digest(string grain) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(grain.AsSpan()), _seed);

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
