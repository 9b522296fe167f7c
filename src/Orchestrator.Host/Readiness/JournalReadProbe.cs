using Orchestrator.Journal;

namespace Orchestrator.Host.Readiness;

/// <summary>
/// Finds out whether the journal can be read, in a process that does not write it: whether it can be written, the silos know.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="time">The clock.</param>
internal sealed class JournalReadProbe(IJournal journal, TimeProvider time) : JournalProbe(time)
{
    /// <inheritdoc/>
    protected override async Task<string?> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await journal.GetLastPositionAsync(cancellationToken);
            return null;
        }
        catch (JournalUnavailableException error)
        {
            return $"it can't be read: {error.Message}";
        }
    }
}
