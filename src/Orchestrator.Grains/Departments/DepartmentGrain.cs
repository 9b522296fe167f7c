using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Grains.EventSourcing;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Departments;

/// <inheritdoc cref="IDepartmentGrain"/>
[Reentrant]
public sealed class DepartmentGrain(EventSourcingServices services)
    : EventSourcedGrain<DepartmentState, DepartmentEvent>(services, "department"), IDepartmentGrain
{
    /// <inheritdoc/>
    public Task<DepartmentView> Get() => Task.FromResult(Existing(Durable));

    /// <inheritdoc/>
    public Task<Committed<DepartmentView>> Update(UpdateDepartment command)
    {
        command.Validate();
        DepartmentView department = Existing(State);
        EntityTag.Check("department", department.Id.Value, department);
        return CommitAsync(
            command == new UpdateDepartment() ? [] : [new DepartmentUpdated { At = Now(), Change = command }], state => state.Department!);
    }

    private DepartmentView Existing(DepartmentState state)
    {
        if (state.Department is { } department) return department;

        // Its session may create it any time, without a word to this grain: the next call looks anew.
        DeactivateOnIdle();
        throw new NotFoundException("department", this.GetPrimaryKeyString());
    }
}
