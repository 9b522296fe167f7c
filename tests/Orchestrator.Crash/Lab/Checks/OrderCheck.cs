using System.Text.Json;
using Orchestrator.Crash.Lab.History;

namespace Orchestrator.Crash.Lab.Checks;

/// <summary>
/// Order of each conversation: its numbers have no gap, each sender's messages stand in the sender's order, mailboxes get them in
/// order, and agents too; and nothing comes again that its receiver was told is done.
/// </summary>
internal static class OrderCheck
{
    private const string Name = "order";

    public static void Run(RoundHistory history, JournalFacts journal, Findings findings)
    {
        CheckNumbers(journal, findings);
        CheckSenders(history, findings);
        CheckMailboxes(journal, findings);
        foreach (IGrouping<string, Receipt> agent in history.Receipts.GroupBy(receipt => receipt.Agent)) CheckReceipts(agent, findings);
        CheckRepeated(history, findings);
    }

    private static void CheckNumbers(JournalFacts journal, Findings findings)
    {
        Dictionary<string, long> last = new(StringComparer.Ordinal);
        foreach ((JournalFact row, JsonElement one) in journal.Events("message-sent"))
        {
            long due = last.GetValueOrDefault(row.Grain) + 1;
            long sequence = one.GetProperty("sequence").GetInt64();
            if (sequence != due) findings.Add(Name, $"{row.Grain} has message {sequence} where {due} is due");
            last[row.Grain] = sequence;
        }
    }

    // An agent sends one after the other was answered.
    private static void CheckSenders(RoundHistory history, Findings findings)
    {
        IEnumerable<(Operation Operation, string Conversation, long Sequence)> sends = history.Operations
            .Where(operation => operation is { Kind: OperationKind.Send, Outcome: Outcome.Acknowledged, Attempts: 1 })
            .Select(operation => (operation, operation.Json().GetProperty("conversationId").GetString()!, operation.Json().GetProperty("sequence").GetInt64()));
        foreach (var row in sends.GroupBy(send => (send.Operation.Agent, send.Conversation)))
        {
            long last = 0;
            foreach ((Operation operation, _, long sequence) in row.OrderBy(send => send.Operation.Number))
            {
                if (sequence <= last) findings.Add(Name, $"{operation.Tag} of {operation.Agent} stands at {sequence} of {row.Key.Conversation}, an earlier one at {last}");
                last = sequence;
            }
        }
    }

    private static void CheckMailboxes(JournalFacts journal, Findings findings)
    {
        Dictionary<(string Mailbox, string Conversation), long> last = [];
        foreach ((JournalFact row, JsonElement one) in journal.Events("messages-queued"))
        {
            var key = (row.Grain, one.GetProperty("conversationId").GetString()!);
            foreach (long sequence in one.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("sequence").GetInt64()))
            {
                if (sequence <= last.GetValueOrDefault(key)) findings.Add(Name, $"{key} got {sequence} after {last[key]} at {row.Position}");
                last[key] = sequence;
            }
        }
    }

    // An answer that was lost hides a first attempt; what is handed out for the first time comes in order all the same.
    private static void CheckReceipts(IEnumerable<Receipt> receipts, Findings findings)
    {
        HashSet<(string, int)> seen = [];
        Dictionary<string, long> last = new(StringComparer.Ordinal);
        foreach (Receipt receipt in receipts)
        {
            if (!seen.Add((receipt.Message, receipt.Attempt))) findings.Add(Name, $"{receipt} came twice as the same attempt");
            if (receipt.Attempt > 1 || receipt.IsShared) continue;
            if (receipt.Sequence <= last.GetValueOrDefault(receipt.Conversation)) findings.Add(Name, $"{receipt} came after {last[receipt.Conversation]}");
            last[receipt.Conversation] = receipt.Sequence;
        }
    }

    private static void CheckRepeated(RoundHistory history, Findings findings)
    {
        Dictionary<(string, string), TimeSpan> done = [];
        foreach (Operation operation in history.Operations.Where(operation => operation is { Outcome: Outcome.Acknowledged, Kind: OperationKind.Acknowledge or OperationKind.Fail }))
            done.TryAdd((operation.Agent, operation.Path.Split('/')[^2]), operation.Ended);
        foreach (Receipt receipt in history.Receipts)
        {
            if (done.TryGetValue((receipt.Agent, receipt.Message), out TimeSpan ended) && receipt.At > ended)
                findings.Add(Name, $"{receipt} came though its end was answered at {ended}");
        }
    }
}
