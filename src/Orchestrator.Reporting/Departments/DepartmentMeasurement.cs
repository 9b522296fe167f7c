using Orchestrator.Contracts.Departments;
using Orchestrator.Reporting.Conversations;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Departments;

/// <summary>Measures departments: what their members did with messages and tasks.</summary>
/// <param name="now">The time; the last hour ends then.</param>
internal sealed class DepartmentMeasurement(DateTimeOffset now)
{
    // Deliveries are found by their recipients and their messages' numbers: who looks at the last hour's ends need not look at
    // messages older than a day.
    private const string Sql =
        """
        WITH members AS (
            SELECT a.id FROM agents a
            WHERE a.department IN (?1, ?2) AND (a.department = ?1 OR a.session_id IS NULL OR a.session_id = ?3))
        SELECT (SELECT count(*) FROM members),
               coalesce(sum(t.acknowledged), 0),
               coalesce(sum(t.failed + t.dead_lettered + t.expired), 0),
               1.0 * sum(t.response_ms) / nullif(sum(t.responses), 0),
               max(t.last_progress),
               (SELECT count(*) FROM tasks WHERE assignee IN (SELECT id FROM members) AND status = 'completed'),
               (SELECT count(*) FROM tasks WHERE assignee IN (SELECT id FROM members) AND status = 'failed'),
               (SELECT count(*) FROM message_deliveries
                WHERE recipient IN (SELECT id FROM members) AND message_number >= ?4 AND acknowledged_at >= ?5),
               (SELECT count(*) FROM tasks
                WHERE assignee IN (SELECT id FROM members) AND status = 'completed' AND ended_at >= ?5)
        FROM members m JOIN agent_totals t ON t.agent_id = m.id
        """;

    /// <summary>The department with its figures.</summary>
    public DepartmentView Of(ReadConnection connection, DepartmentView department) => connection
        .Prepare(Sql)
        .Bind(1, department.Id.Value)
        .Bind(2, department.Name)
        .Bind(3, department.SessionId.Value)
        .Bind(4, FirstMessageSince.Find(connection, now.AddDays(-1)))
        .Bind(5, now.AddHours(-1))
        .Single(row =>
        {
            (long done, long bad) = (row.Int64(1) + row.Int64(5), row.Int64(2) + row.Int64(6));
            return department with
            {
                Members = (int)row.Int64(0),
                Performance = new()
                {
                    MessagesProcessed = row.Int64(1),
                    AverageResponseTime = row.OptionalDouble(3),
                    ErrorRate = bad == 0 ? 0 : (double)bad / (done + bad),
                    Throughput = (row.Int64(7) + row.Int64(8)) / 60.0,
                    LastActivity = row.OptionalTime(4),
                },
            };
        });
}
