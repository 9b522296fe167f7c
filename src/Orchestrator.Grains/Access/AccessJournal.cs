using System.Text.Json;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Access;

/// <summary>
/// What processes that share a journal tell each other of access: the rows of <see cref="AccessClosed.Grain"/>. They are few, and
/// have no activation: whoever has something to tell appends it.
/// </summary>
internal static class AccessJournal
{
    private const int RowsAtOnce = 500;
    private const int Attempts = 20;

    /// <summary>Whether there was ever a token.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="JournalUnavailableException">The journal can't be read now.</exception>
    public static async ValueTask<bool> IsClosedAsync(IJournal journal, CancellationToken cancellationToken) =>
        (await journal.ReadGrainAsync(AccessClosed.Grain, 1, 1, cancellationToken)).Count > 0;

    /// <summary>Reads what was told from a sequence on.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="fromSequence">The first event wanted, from 1.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The events, and the sequence of the next.</returns>
    /// <exception cref="JournalUnavailableException">The journal can't be read now.</exception>
    public static async ValueTask<(IReadOnlyList<AccessEvent> Events, long Next)> ReadAsync(
        IJournal journal, long fromSequence, CancellationToken cancellationToken)
    {
        List<AccessEvent> events = [];
        while (true)
        {
            long from = fromSequence + events.Count;
            IReadOnlyList<JournalEntry> rows = await journal.ReadGrainAsync(AccessClosed.Grain, from, RowsAtOnce, cancellationToken);
            foreach (JournalEntry row in rows)
            {
                if (row.Sequence >= from)
                    events.AddRange(row.ReadEvents<AccessEvent>());
            }

            if (rows.Count < RowsAtOnce) return (events, fromSequence + events.Count);
        }
    }

    /// <summary>Tells all processes that a token was revoked, behind what is told already.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="token">The token.</param>
    /// <param name="now">The time now.</param>
    /// <exception cref="UnavailableException">It could not be written; it may be told again.</exception>
    public static async ValueTask TellRevokedAsync(IJournal journal, TokenId token, DateTimeOffset now)
    {
        var revoked = new AccessRevoked { At = now, Token = token };
        JsonText payload = JsonSerializer.SerializeToUtf8Bytes<List<AccessEvent>>([revoked], OrchestratorJson.Journal);
        long next = 1;
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                (_, next) = await ReadAsync(journal, next, CancellationToken.None);
                try
                {
                    await journal.AppendAsync(
                        new JournalAppend(AccessClosed.Grain, next, 1, EventNames.Of(revoked), payload, "{}", now), CancellationToken.None);
                    return;
                }
                catch (JournalConflictException) when (attempt < Attempts)
                {
                    // Somebody else told something at the same moment; behind that, then.
                }
            }
        }
        catch (JournalException error)
        {
            throw new UnavailableException($"token {token} is revoked, but not all processes could be told; revoke it again", error);
        }
    }
}
