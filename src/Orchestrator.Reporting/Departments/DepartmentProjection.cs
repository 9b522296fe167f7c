using Orchestrator.Contracts.Departments;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Departments;

/// <summary>Keeps <c>departments</c>.</summary>
internal sealed class DepartmentProjection(WriteConnection connection) : IProjection<DepartmentEvent>
{
    private readonly SqliteStatement _insert = connection.Prepare(
        """
        INSERT INTO departments (id, name, domain, session_id, is_active, current_task, reported_performance, created_at, updated_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
        """);

    private readonly SqliteStatement _update = connection.Prepare(
        """
        UPDATE departments
        SET domain = coalesce(?2, domain), is_active = coalesce(?3, is_active), current_task = coalesce(?4, current_task),
            reported_performance = coalesce(?5, reported_performance), updated_at = ?6
        WHERE id = ?1
        """);

    public void Apply(DepartmentEvent change, EventContext context)
    {
        switch (change)
        {
            case DepartmentCreated created:
                _insert
                    .Bind(1, created.Id.Value)
                    .Bind(2, created.Name)
                    .Bind(3, created.Domain)
                    .Bind(4, created.SessionId.Value)
                    .Bind(5, created.IsActive ? 1 : 0)
                    .Bind(6, created.CurrentTask?.Value)
                    .BindJson(7, created.Performance)
                    .Bind(8, created.At)
                    .Execute();
                break;
            case DepartmentUpdated { Change: { } to }:
                _update
                    .Bind(1, context.Key)
                    .Bind(2, to.Domain)
                    .Bind(3, to.IsActive is { } active ? active ? 1L : 0L : null)
                    .Bind(4, to.CurrentTask?.Value)
                    .BindJson(5, to.Performance)
                    .Bind(6, change.At)
                    .Execute();
                break;
        }
    }
}
