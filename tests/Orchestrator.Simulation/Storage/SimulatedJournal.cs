using Orchestrator.Journal;
using Orchestrator.Simulation.Execution;

namespace Orchestrator.Simulation.Storage;

/// <summary>
/// What one silo has of the journal. Each write waits for a step of its own, in which it happens or fails, and its answer for
/// another; so writes of several silos come in any order, and a silo may die at each of these points.
/// </summary>
internal sealed class SimulatedJournal(
    JournalRows rows, SimulatedExecution execution, Decisions decisions, StoreFaults faults, bool isShared) : IJournal
{
    private readonly List<PendingWrite> _pending = [];
    private bool _dead;

    public long LastPosition => rows.All.Count;

    public bool HasConsecutivePositions => true;

    public bool IsShared => isShared;

    /// <summary>Whether answers are given before anything is written: a bug that a simulation must find.</summary>
    public bool AnswersEarly { get; init; }

    /// <summary>
    /// From here on nothing is answered, and nothing begins. What was on its way is written or not; on a shared journal it may be
    /// written later, as long as a database keeps a connection whose other end is gone.
    /// </summary>
    public void Die()
    {
        _dead = true;
        foreach (PendingWrite write in _pending.ToArray())
        {
            if (write.IsDecided) continue;
            write.IsDecided = true;
            if (decisions.Next(2) == 0) continue;
            if (isShared && decisions.Of<int>([0, 1, 4, 20]) is > 0 and int seconds)
                _ = execution.Time.CreateTimer(_ => rows.Write(write.Rows), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
            else rows.Write(write.Rows);
        }

        _pending.Clear();
    }

    public async ValueTask<long> AppendAsync(JournalAppend append, CancellationToken cancellationToken) =>
        (await AppendAsync([append], cancellationToken))[0];

    public ValueTask<IReadOnlyList<long>> AppendAsync(IReadOnlyList<JournalAppend> together, CancellationToken cancellationToken)
    {
        foreach (JournalAppend row in together) row.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        // Whoever appends may use the bytes again once it has its answer.
        var write = new PendingWrite([.. together.Select(row => row with { Payload = row.Payload.Utf8.ToArray() })]);
        if (_dead) return new(write.Answer.Task);
        _pending.Add(write);
        if (AnswersEarly) write.Answer.SetResult([.. together.Select((_, i) => rows.All.Count + 1L + i)]);
        TimeSpan delay = faults.Delay;
        if (delay > TimeSpan.Zero) _ = execution.Time.CreateTimer(_ => Write(write), null, delay, Timeout.InfiniteTimeSpan);
        else execution.Queue(write, () => Write(write));
        return new(write.Answer.Task);
    }

    public async ValueTask<IReadOnlyList<JournalEntry>> ReadGrainAsync(
        string grain, long fromSequence, int maxRows, CancellationToken cancellationToken)
    {
        await StepAsync($"read of {grain}");
        return rows.Read(grain, fromSequence, maxRows);
    }

    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(
        long afterPosition, int maxRows, long maxBytes, CancellationToken cancellationToken)
    {
        await StepAsync("read of the tail");
        return [.. rows.All.Skip((int)afterPosition).Take(maxRows)];
    }

    public ValueTask<long> GetLastPositionAsync(CancellationToken cancellationToken) => new(LastPosition);

    public ValueTask<long> GetRemovedPositionAsync(CancellationToken cancellationToken) => new(0L);

    public async ValueTask WaitForAppendAsync(long afterPosition, CancellationToken cancellationToken)
    {
        while (LastPosition <= afterPosition) await Task.Delay(TimeSpan.FromMilliseconds(10), execution.Time, cancellationToken);
    }

    private void Write(PendingWrite write)
    {
        if (write.IsDecided) return;
        write.IsDecided = true;
        _pending.Remove(write);
        if (AnswersEarly)
        {
            rows.Write(write.Rows);
            return;
        }

        if (faults.Refuses)
        {
            Fail(write, new JournalUnavailableException("simulated: full", JournalUnavailableReason.Full, JournalWriteOutcome.NotWritten));
            return;
        }

        bool loses = faults.LosesAnswer;
        if (loses && decisions.Next(2) == 0)
        {
            Fail(write, Lost());
            return;
        }

        (long[]? positions, JournalConflictException? conflict) = rows.Write(write.Rows);
        if (loses) Fail(write, Lost());
        else if (conflict is not null) Fail(write, conflict);
        else execution.Queue(write, () => Answer(write, positions!));
    }

    private static JournalUnavailableException Lost() =>
        new("simulated: the answer was lost", JournalUnavailableReason.Disconnected, JournalWriteOutcome.Unknown);

    private void Answer(PendingWrite write, long[] positions)
    {
        if (!_dead) write.Answer.SetResult(positions);
    }

    private void Fail(PendingWrite write, Exception error) => execution.Queue(write, () =>
    {
        if (!_dead) write.Answer.SetException(error);
    });

    private async Task StepAsync(string what)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        execution.Queue(what, () =>
        {
            if (_dead) return;
            if (faults.IsUnreadable)
                done.SetException(new JournalUnavailableException("simulated: no read", JournalUnavailableReason.Busy, JournalWriteOutcome.NotWritten));
            else done.SetResult();
        });
        await done.Task;
    }

    private sealed class PendingWrite(IReadOnlyList<JournalAppend> rows)
    {
        public IReadOnlyList<JournalAppend> Rows { get; } = rows;

        public TaskCompletionSource<IReadOnlyList<long>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether it is known what becomes of it.</summary>
        public bool IsDecided { get; set; }

        public override string ToString() => $"write of {string.Join(", ", Rows.Select(row => $"{row.Grain}@{row.Sequence}"))}";
    }
}
