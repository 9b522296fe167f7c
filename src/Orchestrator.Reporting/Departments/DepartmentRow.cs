using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Departments;

/// <summary>A row of <c>departments</c> as the view of it.</summary>
internal static class DepartmentRow
{
    public const string Columns =
        "id, session_id, name, domain, is_active, current_task, reported_performance, created_at, updated_at";

    public static DepartmentView Read(SqliteStatement row) => new()
    {
        Id = DepartmentId.Parse(row.Text(0)),
        SessionId = SessionId.Parse(row.Text(1)),
        Name = row.Text(2),
        Domain = row.Text(3),
        IsActive = row.Int64(4) != 0,
        CurrentTask = row.OptionalText(5) is { } task ? TaskId.Parse(task) : null,
        ReportedPerformance = row.OptionalObject<DepartmentPerformance>(6),
        CreatedAt = row.Time(7),
        UpdatedAt = row.Time(8),
    };
}
