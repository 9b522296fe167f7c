using System.Collections.Frozen;
using System.Text.Json;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Journal;
using Orchestrator.Reporting.Telemetry;

namespace Orchestrator.Reporting.Projection;

/// <summary>Decodes journal rows by the kind of their grain. Rows of kinds that no projection wants are left out.</summary>
internal static class RowDecoder
{
    private static readonly FrozenDictionary<string, Func<JournalEntry, string, JournalRow>>.AlternateLookup<ReadOnlySpan<char>>
        Kinds = new Dictionary<string, Func<JournalEntry, string, JournalRow>>(StringComparer.Ordinal)
        {
            ["session"] = Decode<SessionEvent>,
            ["agent"] = Decode<AgentEvent>,
            ["conversation"] = Decode<ConversationEvent>,
            ["mailbox"] = Decode<MailboxEvent>,
            ["task-board"] = Decode<TaskEvent>,
            ["department"] = Decode<DepartmentEvent>,
            ["budget"] = Decode<BudgetEvent>,
            ["project-files"] = Decode<FileLeaseEvent>,
            ["checkpoint"] = Decode<CheckpointEvent>,
            ["token"] = Decode<TokenEvent>,
            ["audit"] = Decode<AuditEvent>,
        }.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Decodes rows, up to the first that can't be decoded.</summary>
    public static RowBatch Decode(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        List<JournalRow> rows = new(entries.Count);
        RowMark? last = null;
        foreach (JournalEntry entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (Decode(entry) is { } row) rows.Add(row);
                last = RowMark.Of(entry);
            }
            catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
            {
                return new RowBatch(last, rows, new BadRowException(entry.Position, $"{entry.Grain} {entry.Type}: {e.Message}", e));
            }
        }

        return new RowBatch(last, rows, Failure: null);
    }

    private static JournalRow? Decode(JournalEntry entry)
    {
        int slash = entry.Grain.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && Kinds.TryGetValue(entry.Grain.AsSpan(0, slash), out Func<JournalEntry, string, JournalRow>? decode)
            ? decode(entry, entry.Grain[(slash + 1)..])
            : null;
    }

    private static JournalRow<TEvent> Decode<TEvent>(JournalEntry entry, string key)
        where TEvent : JournaledEvent
    {
        return new JournalRow<TEvent>(entry, key, ReportingTelemetry.Traces(entry.Metadata), entry.ReadEvents<TEvent>());
    }
}
