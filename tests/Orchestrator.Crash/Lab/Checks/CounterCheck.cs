using Microsoft.Data.Sqlite;
using Orchestrator.Crash.Lab.Workload;
using Orchestrator.Reporting;

namespace Orchestrator.Crash.Lab.Checks;

/// <summary>The tables count each event of the journal once, and nothing is left on its way.</summary>
internal static class CounterCheck
{
    private const string Name = "counters";

    public static void Run(string data, JournalFacts journal, Findings findings)
    {
        using SqliteConnection tables = Sqlite.OpenToRead(Path.Combine(data, ReportingOptions.FileName));
        long last = journal.Rows.Count == 0 ? 0 : journal.Rows[^1].Position;
        Expect("the position of the tables", "SELECT position FROM projection_position", last);
        Expect("messages", "SELECT count(*) FROM messages", Count("message-sent"));
        Expect("messages of conversations", "SELECT ifnull(sum(message_count), 0) FROM conversations", Count("message-sent"));
        Expect("messages that agents sent", "SELECT ifnull(sum(messages_sent), 0) FROM agent_totals", Count("message-sent"));
        Expect("tasks", "SELECT count(*) FROM tasks", Count("task-created"));
        Expect("completed tasks", "SELECT count(*) FROM tasks WHERE status = 'completed'", Count("task-completed"));
        Expect("file leases", "SELECT count(*) FROM file_leases", Count("files-reserved"));
        Expect("checkpoints", "SELECT count(*) FROM checkpoints", Count("checkpoint-created"));
        Expect("session events", "SELECT count(*) FROM session_events WHERE event_type = 'lab'", Count("session-event-logged"));
        Expect("reports of use", "SELECT count(*) FROM usage", Count("usage-reported"));
        Expect("use of agents", "SELECT ifnull(sum(reports), 0) FROM budgets WHERE scope LIKE 'agent:%'", Count("usage-reported"));
        Expect("use of the department", "SELECT ifnull(sum(reports), 0) FROM budgets WHERE scope = 'department:lab'", Count("usage-reported"));
        Expect("acknowledged deliveries", "SELECT count(*) FROM message_deliveries WHERE acknowledged_at IS NOT NULL", journal.Events("messages-acknowledged").Sum(found => found.Event.GetProperty("messages").GetArrayLength()));
        Expect("messages that are not handed to their recipients", "SELECT count(*) FROM message_deliveries WHERE status = 'pending'", 0);
        Expect("messages in hands after all was taken", "SELECT count(*) FROM message_deliveries WHERE status = 'leased'", 0);
        Expect("dead letters", "SELECT count(*) FROM message_deliveries WHERE status = 'dead-lettered'", 0);
        Expect("agents not settled", "SELECT count(*) FROM agents_unsettled", 0);
        Expect("budgets not settled", "SELECT count(*) FROM budgets_unsettled", 0);
        foreach (string row in Sqlite.Column(tables, "SELECT 'task ' || id || ' is ' || assignee FROM tasks WHERE status = 'in_progress' AND board = '" + Requests.Board + "'"))
            findings.Add(Name, $"{row}'s though its agent registered anew");

        void Expect(string what, string sql, long due)
        {
            long found = Sqlite.Number(tables, sql);
            if (found != due) findings.Add(Name, $"{what}: {found} where {due} are due");
        }

        long Count(string name) => journal.Events(name).LongCount();
    }
}
