using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Grains.Departments;

namespace Orchestrator.Grains.Sessions;

/// <summary>The session's departments: it takes them in, each is a grain of its own then.</summary>
public sealed partial class SessionGrain
{
    /// <summary>The most departments of a session.</summary>
    internal const int MaxDepartments = 1_000;

    /// <inheritdoc/>
    public Task<Committed<DepartmentView>> CreateDepartment(CreateDepartment command)
    {
        command.Validate();
        Open("given a department");
        if (State.Departments.TryGetValue(command.Name, out DepartmentId present))
            throw new ConflictException($"session {State.Session!.Id} has a department {command.Name} already: {present}", "department-name-used");
        if (State.Departments.Count >= MaxDepartments)
            throw new ConflictException($"session {State.Session!.Id} has {MaxDepartments} departments, and gets no more");
        var created = new DepartmentCreated
        {
            At = Now(),
            Id = command.Id ?? DepartmentId.OfCommand(Time),
            SessionId = State.Session!.Id,
            Name = command.Name,
            Domain = command.Domain,
            IsActive = command.IsActive ?? true,
            CurrentTask = command.CurrentTask,
            Performance = command.Performance,
        };
        int first = OpenEvents;
        Raise(new SessionDepartmentAdded { At = created.At, DepartmentId = created.Id, Name = created.Name });
        RaiseFirst<DepartmentEvent>($"department/{created.Id}", created);
        return CommitAsync(DepartmentState.Of(created), first);
    }
}
