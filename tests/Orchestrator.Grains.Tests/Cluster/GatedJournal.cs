using Orchestrator.Journal;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>The real journal, behind a gate at which a test can hold back or refuse the appends of one grain.</summary>
public sealed class GatedJournal(IJournal journal) : IJournal
{
    private readonly IJournal _journal = journal;
    private volatile Gate? _gate;
    private volatile Gate? _reads;

    public long LastPosition => _journal.LastPosition;

    /// <summary>Holds the next append of a grain until the gate is opened.</summary>
    public Gate Hold(string grain) => _gate = new Gate(grain, null);

    /// <summary>Holds the next read of a grain's rows, such as that of its activation, until the gate is opened.</summary>
    public Gate HoldRead(string grain) => _reads = new Gate(grain, null);

    /// <summary>Refuses all appends of a grain until the gate is opened.</summary>
    public Gate Refuse(string grain, Exception error) => _gate = new Gate(grain, error);

    /// <summary>Writes what a grain appends, but says otherwise, until the gate is opened.</summary>
    public Gate RefuseAfter(string grain, Exception error) => _gate = new Gate(grain, error) { After = true };

    /// <summary>The journal of one silo, which can die.</summary>
    public SiloJournal OfSilo() => new(this);

    public ValueTask<long> AppendAsync(JournalAppend append, CancellationToken cancellationToken) =>
        AppendAsync(append, _journal.AppendAsync, cancellationToken);

    public ValueTask<IReadOnlyList<long>> AppendAsync(
        IReadOnlyList<JournalAppend> together, CancellationToken cancellationToken) =>
        AppendAsync(together, _journal.AppendAsync, cancellationToken);

    public ValueTask<long> GetLastPositionAsync(CancellationToken cancellationToken) =>
        _journal.GetLastPositionAsync(cancellationToken);

    /// <summary>Whether grains and services act as with other processes on the journal.</summary>
    public bool IsShared { get; set; }

    public bool HasConsecutivePositions => _journal.HasConsecutivePositions;

    public ValueTask<long> GetRemovedPositionAsync(CancellationToken cancellationToken) =>
        _journal.GetRemovedPositionAsync(cancellationToken);

    public async ValueTask<IReadOnlyList<JournalEntry>> ReadGrainAsync(
        string grain, long fromSequence, int maxRows, CancellationToken cancellationToken)
    {
        if (_reads is not { } gate || gate.Grain != grain || !gate.TryArrive())
            return await _journal.ReadGrainAsync(grain, fromSequence, maxRows, cancellationToken);
        await gate.Opened;
        IReadOnlyList<JournalEntry> rows = await _journal.ReadGrainAsync(grain, fromSequence, maxRows, cancellationToken);
        gate.Pass();
        return rows;
    }

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(
        long afterPosition, int maxRows, long maxBytes, CancellationToken cancellationToken) =>
        _journal.ReadAsync(afterPosition, maxRows, maxBytes, cancellationToken);

    public ValueTask WaitForAppendAsync(long afterPosition, CancellationToken cancellationToken) =>
        _journal.WaitForAppendAsync(afterPosition, cancellationToken);

    private async ValueTask<long> AppendAsync(
        JournalAppend append, Func<JournalAppend, CancellationToken, ValueTask<long>> write, CancellationToken cancellationToken)
    {
        await PassAsync(append.Grain);
        long position = await write(append, cancellationToken);
        return _gate is { After: true, IsOpen: false, Error: { } error } gate && append.Grain == gate.Grain ? throw error : position;
    }

    private async ValueTask<IReadOnlyList<long>> AppendAsync(
        IReadOnlyList<JournalAppend> together,
        Func<IReadOnlyList<JournalAppend>, CancellationToken, ValueTask<IReadOnlyList<long>>> write,
        CancellationToken cancellationToken)
    {
        foreach (JournalAppend append in together) await PassAsync(append.Grain);
        IReadOnlyList<long> positions = await write(together, cancellationToken);
        return _gate is { After: true, IsOpen: false, Error: { } error } gate && together.Any(append => append.Grain == gate.Grain)
            ? throw error
            : positions;
    }

    private async ValueTask PassAsync(string grain)
    {
        if (_gate is not { } gate || gate.Grain != grain) return;
        if (gate is { Error: { } error, After: false, IsOpen: false }) throw error;
        if (gate.Error is null && gate.TryArrive()) await gate.Opened;
    }

    public sealed class Gate(string grain, Exception? error)
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Grain { get; } = grain;

        public Exception? Error { get; } = error;

        public bool After { get; init; }

        public Task Arrived => _arrived.Task;

        public Task Opened => _opened.Task;

        /// <summary>Ends when the read that was held is made.</summary>
        public Task Passed => _passed.Task;

        public bool IsOpen => _opened.Task.IsCompleted;

        public bool TryArrive() => _arrived.TrySetResult();

        public void Open() => _opened.TrySetResult();

        public void Pass() => _passed.TrySetResult();
    }

    /// <summary>
    /// What a silo has of the journal. A process that dies writes nothing from then on; a killed test silo's code runs on, so
    /// that must be kept from it.
    /// </summary>
    public sealed class SiloJournal(GatedJournal gated) : IJournal
    {
        private readonly TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _lock = new();
        private int _writing;
        private bool _dead;

        public long LastPosition => gated.LastPosition;

        /// <summary>From here on nothing of this silo is written. Ends when what is being written is.</summary>
        public Task DieAsync()
        {
            lock (_lock)
            {
                _dead = true;
                if (_writing == 0) _quiet.TrySetResult();
            }

            return _quiet.Task;
        }

        public ValueTask<long> AppendAsync(JournalAppend append, CancellationToken cancellationToken) =>
            gated.AppendAsync(append, (row, token) => WriteAsync(() => gated._journal.AppendAsync(row, token)), cancellationToken);

        public ValueTask<IReadOnlyList<long>> AppendAsync(
            IReadOnlyList<JournalAppend> together, CancellationToken cancellationToken) =>
            gated.AppendAsync(together, (rows, token) => WriteAsync(() => gated._journal.AppendAsync(rows, token)), cancellationToken);

        public ValueTask<long> GetLastPositionAsync(CancellationToken cancellationToken) => gated.GetLastPositionAsync(cancellationToken);

        public bool IsShared => gated.IsShared;

        public bool HasConsecutivePositions => gated.HasConsecutivePositions;

        public ValueTask<long> GetRemovedPositionAsync(CancellationToken cancellationToken) => gated.GetRemovedPositionAsync(cancellationToken);

        public ValueTask<IReadOnlyList<JournalEntry>> ReadGrainAsync(
            string grain, long fromSequence, int maxRows, CancellationToken cancellationToken) =>
            gated.ReadGrainAsync(grain, fromSequence, maxRows, cancellationToken);

        public ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(
            long afterPosition, int maxRows, long maxBytes, CancellationToken cancellationToken) =>
            gated.ReadAsync(afterPosition, maxRows, maxBytes, cancellationToken);

        public ValueTask WaitForAppendAsync(long afterPosition, CancellationToken cancellationToken) =>
            gated.WaitForAppendAsync(afterPosition, cancellationToken);

        private async ValueTask<T> WriteAsync<T>(Func<ValueTask<T>> write)
        {
            if (!TryBegin()) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None); // the dead say nothing
            try
            {
                return await write();
            }
            finally
            {
                End();
            }
        }

        private bool TryBegin()
        {
            lock (_lock)
            {
                if (!_dead) _writing++;
                return !_dead;
            }
        }

        private void End()
        {
            lock (_lock)
            {
                if (--_writing == 0 && _dead) _quiet.TrySetResult();
            }
        }
    }
}
