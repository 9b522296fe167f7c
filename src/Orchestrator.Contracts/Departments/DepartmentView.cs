using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Departments;

/// <summary>A department as callers see it.</summary>
[Immutable]
public sealed record DepartmentView
{
    /// <summary>Its id.</summary>
    public required DepartmentId Id { get; init; }

    /// <summary>The session it is a part of.</summary>
    public required SessionId SessionId { get; init; }

    /// <inheritdoc cref="CreateDepartment.Name"/>
    public required string Name { get; init; }

    /// <inheritdoc cref="CreateDepartment.Domain"/>
    public required string Domain { get; init; }

    /// <summary>Whether it works.</summary>
    public required bool IsActive { get; init; }

    /// <inheritdoc cref="CreateDepartment.CurrentTask"/>
    public TaskId? CurrentTask { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How many registered agents are its members; null in the answer to a command.</summary>
    public int? Members { get; init; }

    /// <summary>How its members do, from their messages and tasks; null in the answer to a command.</summary>
    public DepartmentPerformance? Performance { get; init; }

    /// <summary>The figures that its creator gave.</summary>
    public DepartmentPerformance? ReportedPerformance { get; init; }
}
