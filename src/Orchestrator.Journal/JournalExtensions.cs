namespace Orchestrator.Journal;

/// <summary>Where a journal ends, whoever writes it.</summary>
public static class JournalExtensions
{
    // A writer that takes longer over one commit than all of these waits together is ended by the store.
    private const int Looks = 8;

    /// <summary>
    /// The highest committed position, whichever process committed it: what anybody was told is on disk stands up to there.
    /// Costs nothing where no other process writes, else one look into the store.
    /// </summary>
    /// <param name="journal">The journal.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The position, 0 when the journal is empty.</returns>
    /// <exception cref="JournalUnavailableException">The store can't be read now.</exception>
    public static ValueTask<long> GetCurrentPositionAsync(this IJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(journal);
        return journal.IsShared ? journal.GetLastPositionAsync(cancellationToken) : new(journal.LastPosition);
    }

    /// <summary>
    /// A position to follow the journal from: everything committed when this was called, and before, stands up to there, and
    /// nothing that is committed later does. The highest committed position alone is no such place where several transactions
    /// write at once: one that began earlier, with a lower position, may end later.
    /// </summary>
    /// <param name="journal">The journal.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The position, 0 when the journal is empty.</returns>
    /// <exception cref="JournalUnavailableException">The store can't be read now.</exception>
    public static async ValueTask<long> GetSettledPositionAsync(this IJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(journal);
        if (!journal.IsShared && journal.HasConsecutivePositions) return journal.LastPosition;
        long last = await journal.GetLastPositionAsync(cancellationToken);
        if (last == 0) return 0;

        // A row is handed out once none can come before it any more, and a read waits for that.
        for (int look = 0; look < Looks; look++)
        {
            if ((await journal.ReadAsync(last - 1, 1, 1, cancellationToken)).Count > 0) return last;
        }

        throw new JournalUnavailableException(
            $"transactions that began before position {last} have not ended; where the journal ends can't be told now",
            JournalUnavailableReason.Busy,
            JournalWriteOutcome.NotWritten);
    }
}
