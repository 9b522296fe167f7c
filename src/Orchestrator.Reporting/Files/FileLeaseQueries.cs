using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Files;

/// <summary>Asks for file leases. For the errors see <see cref="Sessions.SessionQueries"/>.</summary>
public sealed class FileLeaseQueries
{
    private static readonly SortOrder Orders = new(
        "createdAt desc", "number", ("createdAt", "created_at"), ("expiresAt", "expires_at"), ("agentId", "agent_id"), ("project", "project"));

    private readonly ReportingReader _reader;
    private readonly TimeProvider _time;

    internal FileLeaseQueries(ReportingReader reader, TimeProvider time) => (_reader, _time) = (reader, time);

    /// <summary>Lists leases; by <c>createdAt</c> (the default, newest first), <c>expiresAt</c>, <c>agentId</c> or <c>project</c>.</summary>
    public Task<Page<FileLeaseView>> ListAsync(FileLeaseFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        string now = TimeText.Of(_time.GetUtcNow());
        string? path = filter.Path is { } file ? FilePath.Parse(file, "path") : null;
        return _reader.RunAsync(
            new ListQuery<FileLeaseView>(
                "file_leases",
                "number",
                FileLeaseRow.Columns,
                new Conditions()
                    .Add("project = ?", filter.Project?.Value)
                    .Add("agent_id = ?", filter.AgentId?.Value)
                    .Add("session_id = ?", filter.SessionId?.Value)
                    .Add("status = ?", filter.Status is { } status ? Words<FileLeaseStatus>.Of(status) : null)
                    .Add("status = 'active' AND expires_at > ?", filter.Active == true ? now : null)
                    .Add("(status <> 'active' OR expires_at <= ?)", filter.Active == false ? now : null)
                    .Add($"{CoversFunction.Name}(patterns, ?)", path),
                Orders,
                page,
                FileLeaseRow.Read),
            cancellationToken);
    }

    /// <summary>Reads a lease as the tables have it; null when they have none.</summary>
    public Task<FileLeaseView?> GetAsync(FileLeaseId id, CancellationToken cancellationToken) =>
        _reader.RunAsync(new GetFileLease(id), cancellationToken);

    /// <summary>Lists every change of a lease but its renewals, oldest first.</summary>
    public Task<IReadOnlyList<FileLeaseChange>> ListChangesAsync(FileLeaseId id, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListFileLeaseChanges(id), cancellationToken);

    /// <summary>The projects with leases whose time is over.</summary>
    /// <param name="now">The time by which it is.</param>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<ProjectPath>> ListOverdueProjectsAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListOverdueProjects(now, Limit.Check(limit, 10_000)), cancellationToken);
}
