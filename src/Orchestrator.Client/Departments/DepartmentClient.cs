using Orchestrator.Client.Calls;
using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Client;

/// <summary>Departments of sessions. Agents that name one when they register are its members.</summary>
public sealed class DepartmentClient
{
    private readonly HostCaller _caller;
    private readonly HostHttp _http;

    internal DepartmentClient(HostCaller caller, HostHttp http) => (_caller, _http) = (caller, http);

    /// <summary>Creates a department of a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="command">The department. Without an id it gets one.</param>
    /// <param name="cancellationToken">Gives up; it may be created all the same.</param>
    /// <exception cref="ConflictException">Its name is used in the session, or its own id anywhere.</exception>
    public async Task<DepartmentView> CreateAsync(SessionId session, CreateDepartment command, CancellationToken cancellationToken = default)
    {
        command.Validate();
        command = command with { Id = command.Id ?? DepartmentId.OfCommand(_caller.Time) };
        ISessionGrain grain = _caller.Grain<ISessionGrain>(session.Value);
        return (await _caller.CommandAsync("create-department", () => grain.CreateDepartment(command), cancellationToken)).Value;
    }

    /// <summary>Reads a department, with what is measured of it. From the tables.</summary>
    /// <param name="id">The department.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    public Task<DepartmentView> GetAsync(DepartmentId id, CancellationToken cancellationToken = default) =>
        _http.GetAsync<DepartmentView>("get-department", $"departments/{id}", cancellationToken);

    /// <summary>Changes what is given of a department.</summary>
    /// <param name="id">The department.</param>
    /// <param name="command">What to change.</param>
    /// <param name="cancellationToken">Gives up; it may be changed all the same.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<DepartmentView> UpdateAsync(DepartmentId id, UpdateDepartment command, CancellationToken cancellationToken = default)
    {
        command.Validate();
        IDepartmentGrain grain = _caller.Grain<IDepartmentGrain>(id.Value);
        return (await _caller.CommandAsync("update-department", () => grain.Update(command), cancellationToken)).Value;
    }

    /// <summary>Lists the departments of a session with how they do, oldest first. From the tables.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<DepartmentView> ListAsync(SessionId session, CancellationToken cancellationToken = default) =>
        _http.ListAsync<DepartmentView>("list-departments", $"sessions/{session}/departments", [], cancellationToken);
}
