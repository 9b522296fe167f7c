namespace Orchestrator.Streams;

/// <summary>
/// The newest commits, shared by all readers and bounded in number and bytes. Whoever is further behind reads the file.
/// </summary>
/// <param name="maxRows">The most commits.</param>
/// <param name="maxBytes">The most bytes; one commit is kept even when it alone has more.</param>
internal sealed class Ring(int maxRows, long maxBytes)
{
    private readonly Lock _lock = new();
    private readonly List<FeedRow> _rows = [];
    private TaskCompletionSource _changed = NewSignal();
    private int _first;
    private long _start = long.MaxValue;
    private long _end;
    private long _bytes;

    /// <summary>Begins anew behind a position.</summary>
    public void Begin(long position)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _rows.Clear();
            (_first, _bytes, _start, _end) = (0, 0, position, position);
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.TrySetResult();
    }

    /// <summary>Adds the commits that follow, and wakes all who wait.</summary>
    public void Add(IReadOnlyList<FeedRow> rows)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            foreach (FeedRow row in rows)
            {
                _rows.Add(row);
                _bytes += row.Bytes;
                _end = row.Position;
            }

            Trim();
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.TrySetResult();
    }

    /// <summary>Reads what follows a position.</summary>
    /// <param name="after">The position.</param>
    /// <param name="max">The most commits.</param>
    /// <param name="rows">What follows; none when there is nothing yet.</param>
    /// <returns>False when the ring does not reach back so far.</returns>
    public bool TryRead(long after, int max, out IReadOnlyList<FeedRow> rows)
    {
        lock (_lock)
        {
            rows = [];
            if (after < _start) return false;
            int from = IndexBehind(after);
            if (from < _rows.Count) rows = _rows.GetRange(from, Math.Min(max, _rows.Count - from));
            return true;
        }
    }

    /// <summary>Whether there is something behind a position.</summary>
    /// <param name="position">The position.</param>
    /// <param name="change">Ends with the next change.</param>
    public bool HasAfter(long position, out Task change)
    {
        lock (_lock)
        {
            change = _changed.Task;
            return _start != long.MaxValue && _end > position;
        }
    }

    /// <summary>Forgets everything; nobody reads.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _rows.Clear();
            _rows.TrimExcess();
            (_first, _bytes, _start, _end) = (0, 0, long.MaxValue, 0);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Rows that went out stay in the list, as nothing, until there are as many as rows that are in: moving is paid once a row.
    private void Trim()
    {
        while (_rows.Count - _first > maxRows || (_bytes > maxBytes && _rows.Count - _first > 1))
        {
            FeedRow gone = _rows[_first];
            _rows[_first++] = gone with { Events = [] };
            _bytes -= gone.Bytes;
            _start = gone.Position;
        }

        if (_first <= _rows.Count / 2) return;
        _rows.RemoveRange(0, _first);
        _first = 0;
    }

    private int IndexBehind(long position)
    {
        int low = _first;
        int high = _rows.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_rows[middle].Position <= position) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
