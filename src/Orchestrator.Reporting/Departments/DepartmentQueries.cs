using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Departments;

/// <summary>Asks for departments and how they do. For the errors see <see cref="Sessions.SessionQueries"/>.</summary>
public sealed class DepartmentQueries
{
    private static readonly SortOrder Orders = new(
        "createdAt", "number", ("createdAt", "created_at"), ("updatedAt", "updated_at"), ("name", "name"), ("domain", "domain"));

    private readonly ReportingReader _reader;
    private readonly TimeProvider _time;

    internal DepartmentQueries(ReportingReader reader, TimeProvider time) => (_reader, _time) = (reader, time);

    /// <summary>Lists those of a session; by <c>createdAt</c> (the default, oldest first), <c>updatedAt</c>, <c>name</c> or <c>domain</c>.</summary>
    public Task<Page<DepartmentView>> ListAsync(SessionId session, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(
            new Measured(
                new ListQuery<DepartmentView>(
                    "departments", "number", DepartmentRow.Columns, new Conditions().Add("session_id = ?", session.Value), Orders, page, DepartmentRow.Read),
                new(_time.GetUtcNow())),
            cancellationToken);

    /// <summary>Reads one, or null when there is none.</summary>
    public Task<DepartmentView?> GetAsync(DepartmentId id, CancellationToken cancellationToken) =>
        _reader.RunAsync(new GetDepartment(id, new(_time.GetUtcNow())), cancellationToken);

    private sealed class Measured(ListQuery<DepartmentView> list, DepartmentMeasurement measurement) : IQuery<Page<DepartmentView>>
    {
        public Page<DepartmentView> Run(ReadConnection connection)
        {
            Page<DepartmentView> page = list.Run(connection);
            return page with { Items = [.. page.Items.Select(department => measurement.Of(connection, department))] };
        }
    }

    private sealed class GetDepartment(DepartmentId id, DepartmentMeasurement measurement) : IQuery<DepartmentView?>
    {
        public DepartmentView? Run(ReadConnection connection) => connection.OnOneState(() => connection
            .Prepare($"SELECT {DepartmentRow.Columns} FROM departments WHERE id = ?1")
            .Bind(1, id.Value)
            .First(DepartmentRow.Read) is { } department
                ? measurement.Of(connection, department)
                : null);
    }
}
