using System.Text.Json;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Transactions;
using Orchestrator.Grains.Serialization;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Transactions;

/// <summary>
/// The rows of transactions. The last is that of the transaction itself, the only one of a grain named after it: the
/// journal's fence lets it be written once, so a transaction is committed by its coordinator or given up by a grain that
/// waits for it, never both, whatever crashes and however late anything comes.
/// </summary>
internal static class TransactionRow
{
    /// <summary>A grain's row on its way to the coordinator.</summary>
    public static PreparedRow Prepared(JournalAppend row) => new()
    {
        Grain = row.Grain,
        Sequence = row.Sequence,
        EventCount = row.EventCount,
        Type = row.Type,
        Payload = row.Payload.ToString(),
        Metadata = row.Metadata,
        At = row.At,
    };

    /// <summary>All rows of a transaction, in the order of their positions.</summary>
    public static IReadOnlyList<JournalAppend> All(TransactionId id, TransactionOutcome outcome, IReadOnlyList<PreparedRow> prepared)
    {
        int rows = prepared.Count + 1;
        return
        [
            .. prepared.Select((row, index) => new JournalAppend(
                row.Grain, row.Sequence, row.EventCount, row.Type, row.Payload, Metadata(id, row.Metadata, rows, index), row.At)),
            Own(id, outcome, Metadata(id, "{}", rows, rows - 1)),
        ];
    }

    /// <summary>How a transaction ended, and where that stands; null for one that has not.</summary>
    /// <exception cref="JournalUnavailableException">The journal cannot be read.</exception>
    public static async Task<(TransactionOutcome Outcome, long Position)?> FindAsync(IJournal journal, TransactionId id)
    {
        IReadOnlyList<JournalEntry> rows = await journal.ReadGrainAsync(GrainName(id), 1, 1, CancellationToken.None);
        return rows is [{ } row]
            ? (JsonSerializer.Deserialize<TransactionOutcome[]>(row.Payload.Utf8, GrainStateJson.Options)![0], row.Position)
            : null;
    }

    /// <summary>Gives a transaction up, unless it was committed before.</summary>
    /// <returns>Whether it was committed.</returns>
    /// <exception cref="JournalUnavailableException">The journal cannot be written.</exception>
    public static async Task<bool> WasCommittedAsync(IJournal journal, TransactionId id, DateTimeOffset now)
    {
        try
        {
            await journal.AppendAsync(
                Own(id, new(TransactionOutcome.Aborted, now, Digest: null, Results: null), "{}"), CancellationToken.None);
            return false;
        }
        catch (JournalConflictException)
        {
            return await FindAsync(journal, id) is { Outcome.Event: TransactionOutcome.Committed };
        }
    }

    /// <summary>The name that the journal has for a transaction.</summary>
    public static string GrainName(TransactionId id) => $"transaction/{id}";

    private static JournalAppend Own(TransactionId id, TransactionOutcome outcome, string metadata) => new(
        GrainName(id),
        1,
        1,
        outcome.Event,
        JsonSerializer.SerializeToUtf8Bytes(new[] { outcome }, GrainStateJson.Options),
        metadata,
        outcome.At);

    private static string Metadata(TransactionId id, string metadata, int rows, int index) => JsonSerializer.Serialize(
        (JsonSerializer.Deserialize<EventMetadata>(metadata, OrchestratorJson.Journal) ?? EventMetadata.None) with
        {
            Transaction = new(id, rows, index),
        },
        OrchestratorJson.Journal);
}
