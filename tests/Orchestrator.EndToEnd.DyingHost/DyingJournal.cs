using System.Diagnostics;
using Orchestrator.Journal;

namespace Orchestrator.EndToEnd.DyingHost;

/// <summary>The real journal, until a grain of a kind appends for the first time: then the process is killed.</summary>
/// <param name="journal">The real one.</param>
/// <param name="kind">What the names of such grains begin with, such as <c>mailbox/</c>.</param>
/// <param name="isWritten">
/// Whether that append is on disk when the process dies, though nobody hears of it; of others of the kind nothing is then.
/// </param>
internal sealed class DyingJournal(IJournal journal, string kind, bool isWritten) : IJournal
{
    private int _appends;

    public long LastPosition => journal.LastPosition;

    public async ValueTask<long> AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        if (!IsDeadly(append)) return await journal.AppendAsync(append, cancellationToken);
        await OnlyTheFirstAsync();
        if (isWritten) await journal.AppendAsync(append, CancellationToken.None);
        throw Die();
    }

    public async ValueTask<IReadOnlyList<long>> AppendAsync(
        IReadOnlyList<JournalAppend> together, CancellationToken cancellationToken)
    {
        if (!together.Any(IsDeadly)) return await journal.AppendAsync(together, cancellationToken);
        await OnlyTheFirstAsync();
        if (isWritten) await journal.AppendAsync(together, CancellationToken.None);
        throw Die();
    }

    public ValueTask<long> GetLastPositionAsync(CancellationToken cancellationToken) =>
        journal.GetLastPositionAsync(cancellationToken);

    public bool IsShared => journal.IsShared;

    public bool HasConsecutivePositions => journal.HasConsecutivePositions;

    public ValueTask<long> GetRemovedPositionAsync(CancellationToken cancellationToken) =>
        journal.GetRemovedPositionAsync(cancellationToken);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadGrainAsync(
        string grain, long fromSequence, int maxRows, CancellationToken cancellationToken) =>
        journal.ReadGrainAsync(grain, fromSequence, maxRows, cancellationToken);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(
        long afterPosition, int maxRows, long maxBytes, CancellationToken cancellationToken) =>
        journal.ReadAsync(afterPosition, maxRows, maxBytes, cancellationToken);

    public ValueTask WaitForAppendAsync(long afterPosition, CancellationToken cancellationToken) =>
        journal.WaitForAppendAsync(afterPosition, cancellationToken);

    private bool IsDeadly(JournalAppend append) => append.Grain.StartsWith(kind, StringComparison.Ordinal);

    private async Task OnlyTheFirstAsync()
    {
        if (Interlocked.Increment(ref _appends) > 1) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
    }

    // SIGKILL: nothing is flushed, disposed or answered, and this method does not return.
    private static UnreachableException Die()
    {
        using Process self = Process.GetCurrentProcess();
        self.Kill();
        return new UnreachableException();
    }
}
