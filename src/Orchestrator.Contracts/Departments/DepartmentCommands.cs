using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Departments;

/// <summary>Creates a department of a session (S3). Agents that name its id or its name as their department are its members.</summary>
[Immutable]
public sealed record CreateDepartment : ICommand
{
    /// <summary>The caller's own id for it, never used before; one is made when absent.</summary>
    public DepartmentId? Id { get; init; }

    /// <summary>Its name, 1 to 200 characters, once in its session.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, 1 to 200 characters, such as <c>data-processing</c>.</summary>
    public required string Domain { get; init; }

    /// <summary>Whether it works; it does when absent.</summary>
    public bool? IsActive { get; init; }

    /// <summary>The task it works on.</summary>
    public TaskId? CurrentTask { get; init; }

    /// <summary>Figures its creator has of it from elsewhere; kept beside the measured ones.</summary>
    public DepartmentPerformance? Performance { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        Check.RequiredText(Name, "name", 200);
        Check.RequiredText(Domain, "domain", 200);
        Performance?.Validate();
    }
}

/// <summary>Changes what is given of a department, leaves what is absent or null.</summary>
[Immutable]
public sealed record UpdateDepartment : ICommand
{
    /// <inheritdoc cref="CreateDepartment.Domain"/>
    public string? Domain { get; init; }

    /// <summary>Whether it works.</summary>
    public bool? IsActive { get; init; }

    /// <inheritdoc cref="CreateDepartment.CurrentTask"/>
    public TaskId? CurrentTask { get; init; }

    /// <inheritdoc cref="CreateDepartment.Performance"/>
    public DepartmentPerformance? Performance { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Domain is not null) Check.RequiredText(Domain, "domain", 200);
        Performance?.Validate();
    }
}
