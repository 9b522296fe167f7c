namespace Orchestrator.Journal;

/// <summary>
/// The durable, ordered journal of all grains' events: the one truth everything else is derived from.
/// All members may be called from any thread at the same time.
/// </summary>
public interface IJournal
{
    /// <summary>
    /// The highest position this process knows to be committed, 0 when the journal is empty. Cheap; other
    /// processes' later rows, where a dialect allows such processes, may not be counted yet.
    /// </summary>
    long LastPosition { get; }

    /// <summary>
    /// Whether each row's position is that of the row before plus 1, so that a difference of positions is a number of rows.
    /// Where it is not, positions only grow.
    /// </summary>
    bool HasConsecutivePositions => false;

    /// <summary>Asks the store for the highest committed position, 0 when the journal is empty.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The position.</returns>
    /// <exception cref="JournalUnavailableException">The store can't be read now.</exception>
    ValueTask<long> GetLastPositionAsync(CancellationToken cancellationToken);

    /// <summary>Whether other processes append to the same journal.</summary>
    bool IsShared { get; }

    /// <summary>Asks the store up to which position rows may have been removed, 0 when none ever was.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The position: what follows it is whole.</returns>
    /// <exception cref="JournalUnavailableException">The store can't be read now.</exception>
    ValueTask<long> GetRemovedPositionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes one row and returns when it is on disk. From then on nobody looks at its payload any more, so that its bytes can be
    /// used for another; after a failure they may still be looked at.
    /// </summary>
    /// <param name="append">The row.</param>
    /// <param name="cancellationToken">
    /// Ends the wait as long as the writer hasn't taken the row; then nothing of it is written. Once taken, the row
    /// can't be called back: the token is ignored and the answer is that of the commit.
    /// </param>
    /// <returns>The row's position.</returns>
    /// <exception cref="ArgumentException">The row's shape is wrong; nothing was written.</exception>
    /// <exception cref="JournalConflictException">The grain has a row at that sequence already.</exception>
    /// <exception cref="JournalUnavailableException">The store can't be written now.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the writer took it; nothing was written.</exception>
    ValueTask<long> AppendAsync(JournalAppend append, CancellationToken cancellationToken);

    /// <summary>
    /// Writes several rows, of one or several grains, all or nothing, and returns when they are on disk. Payloads as for a single row.
    /// </summary>
    /// <param name="together">The rows, at least one, at most what one transaction may hold.</param>
    /// <param name="cancellationToken">As for a single row.</param>
    /// <returns>The rows' positions, in the order given.</returns>
    /// <exception cref="ArgumentException">A row's shape is wrong or there are too few or too many; nothing was written.</exception>
    /// <exception cref="JournalConflictException">One of the sequences is used already; nothing was written.</exception>
    /// <exception cref="JournalUnavailableException">The store can't be written now.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the writer took it; nothing was written.</exception>
    ValueTask<IReadOnlyList<long>> AppendAsync(
        IReadOnlyList<JournalAppend> together, CancellationToken cancellationToken);

    /// <summary>Reads a grain's rows in order of sequence.</summary>
    /// <param name="grain">The grain's identity.</param>
    /// <param name="fromSequence">
    /// The first event wanted, from 1. A row that starts before it but contains it is returned too: skip that row's
    /// earlier events.
    /// </param>
    /// <param name="maxRows">The most rows to return, at least 1; fewer means the end was reached.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The rows; empty when there is none.</returns>
    /// <exception cref="JournalUnavailableException">The store can't be read now.</exception>
    ValueTask<IReadOnlyList<JournalEntry>> ReadGrainAsync(
        string grain, long fromSequence, int maxRows, CancellationToken cancellationToken);

    /// <summary>Reads all grains' rows in order of position: the tail that projections follow.</summary>
    /// <param name="afterPosition">The last position seen, 0 for the start.</param>
    /// <param name="maxRows">The most rows to return, at least 1.</param>
    /// <param name="maxBytes">
    /// Stop after the row with which the rows' text reaches this many UTF-8 bytes, at least 1; one row is returned
    /// even when it alone is larger.
    /// </param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The rows; empty only when nothing after the position is committed.</returns>
    /// <exception cref="JournalUnavailableException">The store can't be read now.</exception>
    ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(
        long afterPosition, int maxRows, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Completes as soon as a row after the position is committed; at once when there is one already.</summary>
    /// <param name="afterPosition">The last position seen.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The wait.</returns>
    /// <exception cref="JournalUnavailableException">The journal was stopped.</exception>
    ValueTask WaitForAppendAsync(long afterPosition, CancellationToken cancellationToken);
}
