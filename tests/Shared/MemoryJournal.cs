using Orchestrator.Journal;

namespace Orchestrator.Testing;

/// <summary>A journal in memory, which can be made to fail, and whose first rows may go.</summary>
/// <param name="spacing">How far apart its positions are, as on PostgreSQL; 1 for no gaps.</param>
internal sealed class MemoryJournal(long spacing = 1) : IJournal
{
    private readonly Lock _lock = new();
    private readonly List<JournalEntry> _rows = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _last;
    private long _removed;

    /// <summary>Called before every read; throws to make it fail.</summary>
    public Action BeforeRead { get; set; } = () => { };

    public int Reads { get; private set; }

    /// <summary>Rows from this position on are not handed out yet, since earlier ones may still come.</summary>
    public long HeldFrom { get; set; } = long.MaxValue;

    public long LastPosition
    {
        get
        {
            lock (_lock) return _last;
        }
    }

    public void Add(params IEnumerable<JournalEntry> rows)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            foreach (JournalEntry row in rows) _rows.Add(row with { Position = _last += spacing });
            (waiting, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        waiting.SetResult();
    }

    public void Replace(int index, Func<JournalEntry, JournalEntry> change)
    {
        lock (_lock) _rows[index] = change(_rows[index]);
    }

    public void RemoveBefore(long position)
    {
        lock (_lock)
        {
            _removed = position - 1;
            _rows.RemoveAll(row => row.Position < position);
        }
    }

    public ValueTask<long> GetLastPositionAsync(CancellationToken cancellationToken) => new(LastPosition);

    public bool IsShared => spacing > 1;

    public bool HasConsecutivePositions => spacing == 1;

    public ValueTask<long> GetRemovedPositionAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return new(_removed);
    }

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(long afterPosition, int maxRows, long maxBytes, CancellationToken cancellationToken)
    {
        BeforeRead();
        lock (_lock)
        {
            Reads++;
            long bytes = 0;
            List<JournalEntry> rows = [];
            foreach (JournalEntry row in _rows.Where(row => row.Position > afterPosition && row.Position < HeldFrom).Take(maxRows))
            {
                if (bytes >= maxBytes) break;
                rows.Add(row);
                bytes += row.Payload.Length;
            }

            return new(rows);
        }
    }

    public async ValueTask WaitForAppendAsync(long afterPosition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_last > afterPosition) return;
                next = _next.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    public ValueTask<long> AppendAsync(JournalAppend append, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<long>> AppendAsync(IReadOnlyList<JournalAppend> together, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<JournalEntry>> ReadGrainAsync(
        string grain, long fromSequence, int maxRows, CancellationToken cancellationToken) => throw new NotSupportedException();
}
