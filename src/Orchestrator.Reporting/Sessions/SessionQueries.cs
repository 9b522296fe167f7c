using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Queries;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Sessions;

/// <summary>
/// Asks for sessions. All methods throw <see cref="Contracts.Errors.ValidationException"/> for a bad page, order or
/// limit and <see cref="Contracts.Errors.UnavailableException"/> when the tables can't be read now, or not in time.
/// </summary>
public sealed class SessionQueries
{
    private readonly ReportingReader _reader;

    internal SessionQueries(ReportingReader reader) => _reader = reader;

    /// <summary>
    /// Lists sessions; by <c>createdAt</c> (the default, newest first), <c>lastActivity</c>, <c>endedAt</c>, <c>name</c>,
    /// <c>status</c> or <c>type</c>.
    /// </summary>
    public Task<Page<SessionView>> ListAsync(SessionFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(ListSessions.Query(filter, page), cancellationToken);

    /// <summary>Reads one, or null when there is none.</summary>
    public Task<SessionView?> GetAsync(SessionId id, CancellationToken cancellationToken) =>
        _reader.RunAsync(new GetSession(id), cancellationToken);

    /// <summary>The active session that started last (S0 <c>getActiveSession</c>), or null when none is active.</summary>
    /// <param name="projectPath">The project it must be of, or null for any.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<SessionView?> GetActiveAsync(string? projectPath, CancellationToken cancellationToken) =>
        _reader.RunAsync(new GetActiveSession(projectPath), cancellationToken);

    /// <summary>Counts the sessions of each status; a status without any counts 0.</summary>
    public Task<IReadOnlyDictionary<string, long>> CountByStatusAsync(CancellationToken cancellationToken) =>
        _reader.RunAsync(new CountSessionsByStatus(), cancellationToken);

    /// <summary>Lists what was logged in a session, by <c>timestamp</c>, oldest first by default.</summary>
    /// <param name="id">The session.</param>
    /// <param name="eventType">Only events of this type, or null for all.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<Page<SessionEventView>> ListEventsAsync(
        SessionId id, string? eventType, PageRequest page, CancellationToken cancellationToken) =>
        _reader.RunAsync(ListSessionEvents.Query(id, eventType, page), cancellationToken);

    /// <summary>Finds sessions that ended before a time and are not archived yet, those that ended first first.</summary>
    /// <param name="cutoff">The time.</param>
    /// <param name="limit">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<SessionId>> ListEndedBeforeAsync(
        DateTimeOffset cutoff, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync(new ListSessionsEndedBefore(cutoff, Limit.Check(limit, 10_000)), cancellationToken);
}
