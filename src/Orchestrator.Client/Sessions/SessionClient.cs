using Orchestrator.Client.Calls;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Client;

/// <summary>Sessions and what is logged in them.</summary>
public sealed class SessionClient
{
    private readonly HostCaller _caller;

    internal SessionClient(HostCaller caller) => _caller = caller;

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

    /// <summary>Logs something that happened in a session.</summary>
    /// <param name="id">The session.</param>
    /// <param name="command">What happened.</param>
    /// <param name="cancellationToken">Gives up; it may be logged all the same.</param>
    /// <exception cref="UnavailableException">
    /// The host did not answer. Not repeated here: logged twice it would stand there twice.
    /// </exception>
    public Task<Committed<SessionEventView>> LogEventAsync(
        SessionId id, LogSessionEvent command, CancellationToken cancellationToken = default) =>
        _caller.OnceAsync("log-event", () => Grain(id).LogEvent(command), cancellationToken);

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

    private ISessionGrain Grain(SessionId id) => _caller.Grain<ISessionGrain>(id.Value);
}
