using Orchestrator.Contracts.Departments;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Departments;

/// <summary>What the events of a department say.</summary>
public sealed record DepartmentState : IEventSourced<DepartmentState, DepartmentEvent>
{
    /// <summary>The department; null before its session created it.</summary>
    public DepartmentView? Department { get; init; }

    /// <inheritdoc/>
    public int Weight => 1;

    /// <inheritdoc/>
    public DepartmentState Apply(DepartmentEvent change, long sequence) => change switch
    {
        DepartmentCreated created => this with { Department = Of(created) },
        DepartmentUpdated { Change: { } to } when Department is { } department => this with
        {
            Department = department with
            {
                Domain = to.Domain ?? department.Domain,
                IsActive = to.IsActive ?? department.IsActive,
                CurrentTask = to.CurrentTask ?? department.CurrentTask,
                ReportedPerformance = to.Performance ?? department.ReportedPerformance,
                UpdatedAt = change.At,
            },
        },
        _ => this,
    };

    /// <summary>A department as it was created.</summary>
    public static DepartmentView Of(DepartmentCreated created)
    {
        ArgumentNullException.ThrowIfNull(created);
        return new()
        {
            Id = created.Id,
            SessionId = created.SessionId,
            Name = created.Name,
            Domain = created.Domain,
            IsActive = created.IsActive,
            CurrentTask = created.CurrentTask,
            ReportedPerformance = created.Performance,
            CreatedAt = created.At,
            UpdatedAt = created.At,
        };
    }
}
