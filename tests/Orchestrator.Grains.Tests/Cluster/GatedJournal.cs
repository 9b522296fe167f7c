using Orchestrator.Journal;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>The real journal, behind a gate at which a test can hold back or refuse the appends of one grain.</summary>
public sealed class GatedJournal(IJournal journal) : IJournal
{
    private volatile Gate? _gate;
    private volatile Gate? _reads;

    public long LastPosition => journal.LastPosition;

    /// <summary>Holds the next append of a grain until the gate is opened.</summary>
    public Gate Hold(string grain) => _gate = new Gate(grain, null);

    /// <summary>Holds the next read of a grain's rows, such as that of its activation, until the gate is opened.</summary>
    public Gate HoldRead(string grain) => _reads = new Gate(grain, null);

    /// <summary>Refuses all appends of a grain until the gate is opened.</summary>
    public Gate Refuse(string grain, Exception error) => _gate = new Gate(grain, error);

    /// <summary>Writes what a grain appends, but says otherwise, until the gate is opened.</summary>
    public Gate RefuseAfter(string grain, Exception error) => _gate = new Gate(grain, error) { After = true };

    public async ValueTask<long> AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        await PassAsync(append.Grain);
        return await journal.AppendAsync(append, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<long>> AppendAsync(
        IReadOnlyList<JournalAppend> together, CancellationToken cancellationToken)
    {
        foreach (JournalAppend append in together) await PassAsync(append.Grain);
        IReadOnlyList<long> positions = await journal.AppendAsync(together, cancellationToken);
        return _gate is { After: true, IsOpen: false, Error: { } error } gate && together.Any(append => append.Grain == gate.Grain)
            ? throw error
            : positions;
    }

    public ValueTask<long> GetLastPositionAsync(CancellationToken cancellationToken) =>
        journal.GetLastPositionAsync(cancellationToken);

    public async ValueTask<IReadOnlyList<JournalEntry>> ReadGrainAsync(
        string grain, long fromSequence, int maxRows, CancellationToken cancellationToken)
    {
        if (_reads is { } gate && gate.Grain == grain && gate.TryArrive()) await gate.Opened;
        return await journal.ReadGrainAsync(grain, fromSequence, maxRows, cancellationToken);
    }

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(
        long afterPosition, int maxRows, long maxBytes, CancellationToken cancellationToken) =>
        journal.ReadAsync(afterPosition, maxRows, maxBytes, cancellationToken);

    public ValueTask WaitForAppendAsync(long afterPosition, CancellationToken cancellationToken) =>
        journal.WaitForAppendAsync(afterPosition, cancellationToken);

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

        public string Grain { get; } = grain;

        public Exception? Error { get; } = error;

        public bool After { get; init; }

        public Task Arrived => _arrived.Task;

        public Task Opened => _opened.Task;

        public bool IsOpen => _opened.Task.IsCompleted;

        public bool TryArrive() => _arrived.TrySetResult();

        public void Open() => _opened.TrySetResult();
    }
}
