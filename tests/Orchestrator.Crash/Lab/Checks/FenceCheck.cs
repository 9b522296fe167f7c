using System.Text.Json;

namespace Orchestrator.Crash.Lab.Checks;

/// <summary>
/// One writer for each grain: its sequence has neither gap nor repetition; and one holder for each thing: a task in work has one
/// owner, a message in one receiver's hands is in no other's, and no two exclusive leases mean the same file.
/// </summary>
internal static class FenceCheck
{
    private const string Name = "fence";
    private const string Everything = "*";

    public static void Run(JournalFacts journal, Findings findings)
    {
        CheckSequences(journal, findings);
        CheckTasks(journal, findings);
        CheckFiles(journal, findings);
        CheckMessages(journal, findings);
    }

    private static void CheckSequences(JournalFacts journal, Findings findings)
    {
        long position = 0;
        Dictionary<string, long> next = new(StringComparer.Ordinal);
        foreach (JournalFact row in journal.Rows)
        {
            if (row.Position <= position) findings.Add(Name, $"position {row.Position} follows {position}");
            position = row.Position;
            long due = next.GetValueOrDefault(row.Grain, 1);
            if (row.Sequence != due) findings.Add(Name, $"{row.Grain} has {row.Sequence} at position {row.Position} where {due} is due");
            next[row.Grain] = row.Sequence + row.Events.Count;
        }
    }

    private static void CheckTasks(JournalFacts journal, Findings findings)
    {
        Dictionary<string, string> owners = new(StringComparer.Ordinal);
        HashSet<string> ended = new(StringComparer.Ordinal);
        foreach ((JournalFact row, JsonElement one) in journal.Events("task-claimed", "task-returned", "task-completed", "task-failed", "task-cancelled"))
        {
            string task = one.GetProperty("taskId").GetString()!;
            if (ended.Contains(task)) findings.Add(Name, $"{task} had ended when {JournalFacts.NameOf(one)} came at {row.Position}");
            switch (JournalFacts.NameOf(one))
            {
                case "task-claimed":
                    string owner = one.GetProperty("agentId").GetString()!;
                    if (!owners.TryAdd(task, owner)) findings.Add(Name, $"{task} was {owners[task]}'s when {owner} claimed it at {row.Position}");
                    break;
                case "task-returned":
                    owners.Remove(task);
                    break;
                default:
                    if (one.TryGetProperty("agentId", out JsonElement by) && owners.TryGetValue(task, out string? holder) && by.GetString() != holder)
                        findings.Add(Name, $"{task} was {holder}'s when {by} ended it at {row.Position}");
                    owners.Remove(task);
                    ended.Add(task);
                    break;
            }
        }
    }

    private static void CheckFiles(JournalFacts journal, Findings findings)
    {
        Dictionary<string, (string Agent, string Pattern, bool Exclusive)> active = new(StringComparer.Ordinal);
        foreach ((JournalFact row, JsonElement one) in journal.Events("files-reserved", "file-lease-released", "file-lease-expired", "file-lease-forced"))
        {
            string lease = one.GetProperty("leaseId").GetString()!;
            if (JournalFacts.NameOf(one) != "files-reserved")
            {
                active.Remove(lease);
                continue;
            }

            string agent = one.GetProperty("agentId").GetString()!;
            string pattern = one.GetProperty("patterns")[0].GetString()!;
            bool exclusive = one.GetProperty("mode").GetString() == "exclusive";
            foreach ((string other, (string holder, string held, bool alone)) in active)
            {
                bool overlap = held == pattern || held == Everything || pattern == Everything;
                if (holder != agent && overlap && (alone || exclusive))
                    findings.Add(Name, $"{lease} of {agent} ({pattern}) was granted at {row.Position} while {holder} had {held} with {other}");
            }

            active[lease] = (agent, pattern, exclusive);
        }
    }

    private static void CheckMessages(JournalFacts journal, Findings findings)
    {
        Dictionary<(string Mailbox, string Message), DateTimeOffset> leased = [];
        HashSet<(string Mailbox, string Message)> acknowledged = [];
        HashSet<(string Mailbox, string Message)> queued = [];
        DateTimeOffset latest = DateTimeOffset.MinValue;
        foreach ((JournalFact row, JsonElement one) in journal.Events())
        {
            // A lease that ran out once stays so when the clock is set back.
            if (one.TryGetProperty("at", out JsonElement at) && at.GetDateTimeOffset() > latest) latest = at.GetDateTimeOffset();
            if (!row.Grain.StartsWith("mailbox/", StringComparison.Ordinal)) continue;
            string name = JournalFacts.NameOf(one);
            if (!one.TryGetProperty("messages", out JsonElement messages)) continue;
            foreach (JsonElement message in messages.EnumerateArray())
            {
                var key = (row.Grain, (name == "messages-queued" ? message.GetProperty("id") : message).GetString()!);
                switch (name)
                {
                    case "messages-queued" when !queued.Add(key):
                        findings.Add(Name, $"{key} was queued twice, at {row.Position} again");
                        break;
                    case "messages-leased":
                        if (acknowledged.Contains(key)) findings.Add(Name, $"{key} was handed out at {row.Position} though it was acknowledged");
                        if (leased.TryGetValue(key, out DateTimeOffset until) && latest < until)
                            findings.Add(Name, $"{key} was handed out at {row.Position} though it was leased until {until:O}");
                        leased[key] = one.GetProperty("until").GetDateTimeOffset();
                        break;
                    case "messages-acknowledged" when !acknowledged.Add(key):
                        findings.Add(Name, $"{key} was acknowledged twice, at {row.Position} again");
                        break;
                    case "messages-queued" or "messages-expired":
                        break;
                    default:
                        leased.Remove(key);
                        break;
                }
            }
        }
    }
}
