using Orchestrator.Client.Calls;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Client;

/// <summary>The file leases of all agents. An agent reserves its own by <see cref="AgentConnection.ReserveFilesAsync(string, IReadOnlyList{string}, string?, CancellationToken)"/>.</summary>
public sealed class FileClient
{
    private readonly HostCaller _caller;
    private readonly HostHttp _http;

    internal FileClient(HostCaller caller, HostHttp http) => (_caller, _http) = (caller, http);

    /// <summary>Reads a lease, also one that ended long ago.</summary>
    /// <param name="id">The lease.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    public Task<FileLeaseView> GetAsync(FileLeaseId id, CancellationToken cancellationToken = default) =>
        _http.GetAsync<FileLeaseView>("get-file-lease", $"file-leases/{id}", cancellationToken);

    /// <summary>Lists leases, newest first. From the tables, which follow what is acknowledged by a moment.</summary>
    /// <param name="filter">Which; all when absent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<FileLeaseView> ListAsync(FileLeaseFilter? filter = null, CancellationToken cancellationToken = default)
    {
        filter ??= new FileLeaseFilter();
        return _http.ListAsync<FileLeaseView>(
            "list-file-leases",
            "file-leases",
            [
                new("project", filter.Project?.Value),
                new("agentId", filter.AgentId?.Value),
                new("sessionId", filter.SessionId?.Value),
                new("path", filter.Path),
                new("status", filter.Status is { } status ? Words<FileLeaseStatus>.Of(status) : null),
            ],
            cancellationToken);
    }

    /// <summary>Ends a lease that its agent does not give back, as an operator. Who and why are kept for ever.</summary>
    /// <param name="id">The lease.</param>
    /// <param name="by">Who, 1 to 200 characters.</param>
    /// <param name="reason">Why, 1 to 1,000 characters.</param>
    /// <param name="cancellationToken">Gives up; it may be ended all the same.</param>
    /// <exception cref="ConflictException">It ended already.</exception>
    public async Task<FileLeaseView> ForceReleaseAsync(FileLeaseId id, string by, string reason, CancellationToken cancellationToken = default)
    {
        var command = new ForceReleaseFileLease { By = by, Reason = reason };
        command.Validate();
        ProjectPath project = await _caller.RepeatAsync("get-project", _caller.Grain<IFileLeaseGrain>(id.Value).GetProject, cancellationToken);
        IProjectFilesGrain files = _caller.Grain<IProjectFilesGrain>(project.Key);
        return (await _caller.CommandAsync("force-release-files", () => files.ForceRelease(id, command), cancellationToken)).Value;
    }
}

/// <summary>Which file leases are listed; what is absent does not matter.</summary>
public sealed record FileLeaseFilter
{
    /// <summary>Those of a project.</summary>
    public ProjectPath? Project { get; init; }

    /// <summary>Those of an agent.</summary>
    public AgentId? AgentId { get; init; }

    /// <summary>Those for a session.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Those that cover a file, relative to the project's folder.</summary>
    public string? Path { get; init; }

    /// <summary>Those with a status.</summary>
    public FileLeaseStatus? Status { get; init; }
}
