using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Transactions;

namespace Orchestrator.Contracts.Departments;

/// <summary>
/// A department. Its key is a <see cref="Identifiers.DepartmentId"/>; its session creates it
/// (<see cref="Sessions.ISessionGrain.CreateDepartment"/>). See <see cref="Sessions.ISessionGrain"/> for the errors.
/// </summary>
[Alias("department")]
public interface IDepartmentGrain : ITransactional
{
    /// <summary>Reads it, as far as it is on disk, without what is measured of it.</summary>
    [Alias("get")]
    Task<DepartmentView> Get();

    /// <summary>Changes it.</summary>
    [Alias("update")]
    Task<Committed<DepartmentView>> Update(UpdateDepartment command);
}
