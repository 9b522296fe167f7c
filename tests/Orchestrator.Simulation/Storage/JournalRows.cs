using Orchestrator.Journal;
using Orchestrator.Simulation.Execution;

namespace Orchestrator.Simulation.Storage;

/// <summary>The rows of a journal in memory, with the fence that the real ones have: a unique key on grain and sequence.</summary>
/// <param name="trace">Hears of each row.</param>
internal sealed class JournalRows(Trace trace)
{
    private readonly List<JournalEntry> _rows = [];
    private readonly Dictionary<string, List<(JournalEntry Row, int Events)>> _ofGrains = new(StringComparer.Ordinal);

    /// <summary>Whether the fence stands; without it a simulation must find a violation.</summary>
    public bool HasFence { get; init; } = true;

    /// <summary>Whether keys and actors are kept; without them a simulation must find a violation.</summary>
    public bool KeepsMetadata { get; init; } = true;

    /// <summary>All rows in order of position.</summary>
    public IReadOnlyList<JournalEntry> All => _rows;

    /// <summary>All grains that have rows.</summary>
    public IReadOnlyCollection<string> Grains => _ofGrains.Keys;

    /// <summary>The rows of a grain, in the order in which they were written, with how many events each has.</summary>
    public IReadOnlyList<(JournalEntry Row, int Events)> Of(string grain) => _ofGrains.GetValueOrDefault(grain) ?? [];

    /// <summary>Writes rows together.</summary>
    /// <returns>Their positions, or the conflict because of which nothing was written.</returns>
    public (long[]? Positions, JournalConflictException? Conflict) Write(IReadOnlyList<JournalAppend> together)
    {
        for (int i = 0; i < together.Count; i++)
        {
            JournalAppend row = together[i];
            bool isUsed = Of(row.Grain).Any(one => one.Row.Sequence == row.Sequence)
                || together.Take(i).Any(one => one.Grain == row.Grain && one.Sequence == row.Sequence);
            if (!isUsed || !HasFence) continue;
            trace.Note($"journal: refuses {row.Grain}@{row.Sequence}");
            return (null, new(row.Grain, row.Sequence));
        }

        long[] positions = new long[together.Count];
        for (int i = 0; i < positions.Length; i++)
        {
            JournalAppend row = together[i];
            positions[i] = _rows.Count + 1;
            var entry = new JournalEntry(positions[i], row.Grain, row.Sequence, row.Type, row.Payload, KeepsMetadata ? row.Metadata : "{}", row.At);
            _rows.Add(entry);
            if (!_ofGrains.TryGetValue(row.Grain, out var ofGrain)) _ofGrains.Add(row.Grain, ofGrain = []);
            ofGrain.Add((entry, row.EventCount));
            trace.Note($"journal: {row.Grain}@{row.Sequence}+{row.EventCount} {row.Type}");
            trace.Mix(row.Payload.Utf8);
        }

        return (positions, null);
    }

    /// <summary>Reads a grain's rows, as <see cref="IJournal.ReadGrainAsync"/> does.</summary>
    public IReadOnlyList<JournalEntry> Read(string grain, long fromSequence, int maxRows) =>
    [
        .. Of(grain).Where(one => one.Row.Sequence + one.Events > fromSequence).OrderBy(one => one.Row.Sequence).Take(maxRows).Select(one => one.Row),
    ];
}
