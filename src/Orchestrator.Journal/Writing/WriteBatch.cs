namespace Orchestrator.Journal.Writing;

/// <summary>
/// The changes of one transaction. Queued to the thread pool once it is committed, it answers its callers there, so
/// that the writer's thread goes on with the next.
/// </summary>
internal sealed class WriteBatch : IThreadPoolWorkItem
{
    private readonly List<WriteWork> _works = [];
    private List<(WriteWork Work, Exception Refusal)>? _refused;

    public IReadOnlyList<WriteWork> Works => _works;

    public int Refused => _refused?.Count ?? 0;

    /// <summary>How many rows it writes; those refused don't count.</summary>
    public long Rows { get; private set; }

    /// <summary>About how many bytes it writes; those refused don't count.</summary>
    public long Bytes { get; private set; }

    /// <summary>A batch of one change that was taken before.</summary>
    public static WriteBatch Of(WriteWork work)
    {
        WriteBatch batch = new();
        batch.Add(work);
        return batch;
    }

    /// <summary>Takes what waits, up to the limits; a change that is larger than they are goes alone.</summary>
    public static WriteBatch Take(WriteQueue queue, int maxRows, long maxBytes)
    {
        WriteBatch batch = new();
        while (queue.TryPeek(out WriteWork? next) && batch.HasRoomFor(next, maxRows, maxBytes))
        {
            queue.TryTake(out _);
            if (next.TryTake())
                batch.Add(next);
        }

        return batch;
    }

    /// <summary>Leaves a change out: its caller is told why once the others are on disk.</summary>
    public void Refuse(WriteWork work, Exception refusal)
    {
        (_refused ??= []).Add((work, refusal));
        Rows -= work.Rows;
        Bytes -= work.Bytes;
    }

    /// <summary>Answers the callers: the transaction is on disk.</summary>
    public void Execute()
    {
        foreach ((WriteWork work, Exception refusal) in _refused ?? [])
            work.Fail(refusal);
        foreach (WriteWork work in _works)
            work.Complete(); // Without effect on those refused.
    }

    /// <summary>Answers the callers: the transaction failed.</summary>
    public void Fail(Func<Exception> error)
    {
        foreach (WriteWork work in _works)
            work.Fail(error());
    }

    private bool HasRoomFor(WriteWork next, int maxRows, long maxBytes) =>
        _works.Count == 0 || (Rows + next.Rows <= maxRows && Bytes + next.Bytes <= maxBytes);

    private void Add(WriteWork work)
    {
        _works.Add(work);
        Rows += work.Rows;
        Bytes += work.Bytes;
    }
}
