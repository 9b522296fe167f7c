using Orchestrator.Client.Calls;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Client;

/// <summary>Sessions and what is logged in them.</summary>
public sealed class SessionClient
{
    private readonly HostCaller _caller;
    private readonly HostHttp _http;

    internal SessionClient(HostCaller caller, HostHttp http) => (_caller, _http) = (caller, http);

    /// <summary>Creates a session.</summary>
    /// <param name="command">What it is. Without an id it gets one here.</param>
    /// <param name="cancellationToken">Gives up; it may be created all the same.</param>
    /// <exception cref="ConflictException">Its own id was used before.</exception>
    public async Task<SessionView> CreateAsync(CreateSession command, CancellationToken cancellationToken = default)
    {
        command.Validate();
        SessionId id = command.Id ?? SessionId.OfCommand(_caller.Time);
        ISessionGrain grain = Grain(id);
        return await _caller.RepeatAsync("create-session", CreateOnceAsync, _caller.Options.RetryFor, cancellationToken);

        async Task<SessionView> CreateOnceAsync(int attempt)
        {
            try
            {
                return (await grain.Create(command with { Id = id })).Value;
            }
            catch (ConflictException) when (attempt > 1 && command.Id is null && CallContext.IdempotencyKey is null)
            {
                // No one else has an id made here: an earlier attempt created it and its answer was lost.
                return await grain.Get();
            }
        }
    }

    /// <summary>Reads a session.</summary>
    /// <param name="id">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<SessionView> GetAsync(SessionId id, CancellationToken cancellationToken = default) =>
        _caller.RepeatAsync("get-session", Grain(id).Get, cancellationToken);

    /// <summary>Changes a session's fields and status. May be repeated, and is.</summary>
    /// <param name="id">The session.</param>
    /// <param name="command">What to change.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConflictException">The session's status does not allow the change.</exception>
    public Task<Committed<SessionView>> UpdateAsync(
        SessionId id, UpdateSession command, CancellationToken cancellationToken = default) =>
        _caller.RepeatAsync("update-session", () => Grain(id).Update(command), cancellationToken);

    /// <summary>Logs something that happened in a session. Repeated while the host does not answer: it is logged once.</summary>
    /// <param name="id">The session.</param>
    /// <param name="command">What happened.</param>
    /// <param name="cancellationToken">Gives up; it may be logged all the same.</param>
    public Task<Committed<SessionEventView>> LogEventAsync(
        SessionId id, LogSessionEvent command, CancellationToken cancellationToken = default) =>
        _caller.CommandAsync("log-event", () => Grain(id).LogEvent(command), cancellationToken);

    /// <summary>Completes a session. Repeated while the host does not answer: it ends once.</summary>
    /// <param name="id">The session.</param>
    /// <param name="summary">What was done, up to 65,536 characters.</param>
    /// <param name="cancellationToken">Gives up; it may be completed all the same.</param>
    /// <exception cref="ConflictException">It ended before.</exception>
    public Task<SessionView> EndAsync(SessionId id, string? summary = null, CancellationToken cancellationToken = default)
    {
        ISessionGrain grain = Grain(id);
        return _caller.RepeatAsync("end-session", EndOnceAsync, _caller.Options.RetryFor, cancellationToken);

        async Task<SessionView> EndOnceAsync(int attempt)
        {
            try
            {
                return (await grain.End(new EndSession { Summary = summary })).Value;
            }
            catch (ConflictException) when (attempt > 1)
            {
                // Ended by an earlier attempt whose answer was lost, or by someone else in another way.
                SessionView session = await grain.Get();
                if (session.Status == SessionStatus.Completed && session.Summary == summary) return session;
                throw;
            }
        }
    }

    /// <summary>Ends a session from outside. What is held in it is given back: tasks, files, messages of its agents.</summary>
    /// <param name="id">The session.</param>
    /// <param name="reason">Why, 1 to 2,000 characters.</param>
    /// <param name="cancellationToken">Gives up; it may be terminated all the same.</param>
    /// <exception cref="ConflictException">It ended before.</exception>
    public async Task<SessionView> TerminateAsync(SessionId id, string reason, CancellationToken cancellationToken = default)
    {
        var command = new TerminateSession { Reason = reason };
        command.Validate();
        return (await _caller.CommandAsync("terminate-session", () => Grain(id).Terminate(command), cancellationToken)).Value;
    }

    /// <summary>Puts a session away that has ended.</summary>
    /// <param name="id">The session.</param>
    /// <param name="cancellationToken">Gives up; it may be put away all the same.</param>
    /// <exception cref="ConflictException">It has not ended.</exception>
    public async Task<SessionView> ArchiveAsync(SessionId id, CancellationToken cancellationToken = default) =>
        (await _caller.CommandAsync("archive-session", Grain(id).Archive, cancellationToken)).Value;

    /// <summary>Deletes a session from all tables; the journal keeps its history.</summary>
    /// <param name="id">The session.</param>
    /// <param name="cancellationToken">Gives up; it may be deleted all the same.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<SessionView> DeleteAsync(SessionId id, CancellationToken cancellationToken = default) =>
        (await _caller.CommandAsync("delete-session", Grain(id).Delete, cancellationToken)).Value;

    /// <summary>Lists sessions, newest first. From the tables, which follow what is acknowledged by a moment.</summary>
    /// <param name="filter">Which; all when absent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<SessionView> ListAsync(SessionFilter? filter = null, CancellationToken cancellationToken = default) =>
        _http.ListAsync<SessionView>(
            "list-sessions",
            "sessions",
            [
                new("type", filter?.Type),
                new("status", filter?.Status is { } status ? Words<SessionStatus>.Of(status) : null),
                new("name", filter?.Name),
                new("projectPath", filter?.ProjectPath),
            ],
            cancellationToken);

    /// <summary>What was logged in a session, oldest first. From the tables.</summary>
    /// <param name="id">The session.</param>
    /// <param name="eventType">Only events of this type; all when absent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<SessionEventView> ListEventsAsync(
        SessionId id, string? eventType = null, CancellationToken cancellationToken = default) =>
        _http.ListAsync<SessionEventView>("list-session-events", $"sessions/{id}/events", [new("eventType", eventType)], cancellationToken);

    private ISessionGrain Grain(SessionId id) => _caller.Grain<ISessionGrain>(id.Value);
}

/// <summary>Which sessions are listed; what is absent does not matter.</summary>
public sealed record SessionFilter
{
    /// <summary>Those of a type.</summary>
    public string? Type { get; init; }

    /// <summary>Those with a status.</summary>
    public SessionStatus? Status { get; init; }

    /// <summary>Those with this in their name, in any case.</summary>
    public string? Name { get; init; }

    /// <summary>Those of the project in a folder.</summary>
    public string? ProjectPath { get; init; }
}
