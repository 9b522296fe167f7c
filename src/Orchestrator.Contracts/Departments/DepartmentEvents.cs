using System.Text.Json.Serialization;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Departments;

/// <summary>What can happen to a department.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = Discriminator)]
[JsonDerivedType(typeof(DepartmentCreated), "department-created")]
[JsonDerivedType(typeof(DepartmentUpdated), "department-updated")]
public abstract record DepartmentEvent : JournaledEvent;

/// <summary>A department was created; its session wrote this in the commit in which it took the department in.</summary>
public sealed record DepartmentCreated : DepartmentEvent
{
    /// <summary>Its id.</summary>
    public required DepartmentId Id { get; init; }

    /// <summary>The session it is a part of.</summary>
    public required SessionId SessionId { get; init; }

    /// <inheritdoc cref="CreateDepartment.Name"/>
    public required string Name { get; init; }

    /// <inheritdoc cref="CreateDepartment.Domain"/>
    public required string Domain { get; init; }

    /// <inheritdoc cref="UpdateDepartment.IsActive"/>
    public required bool IsActive { get; init; }

    /// <inheritdoc cref="CreateDepartment.CurrentTask"/>
    public TaskId? CurrentTask { get; init; }

    /// <inheritdoc cref="CreateDepartment.Performance"/>
    public DepartmentPerformance? Performance { get; init; }
}

/// <summary>Fields of a department got new values; null fields stayed.</summary>
public sealed record DepartmentUpdated : DepartmentEvent
{
    /// <summary>The new values.</summary>
    public required UpdateDepartment Change { get; init; }
}
