using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Validation;
using Orchestrator.Grains.EventSourcing;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Sessions;

/// <inheritdoc cref="ISessionGrain"/>
[Reentrant]
public sealed partial class SessionGrain(EventSourcingServices services)
    : EventSourcedGrain<SessionState, SessionEvent>(services, "session"), ISessionGrain
{
    /// <inheritdoc/>
    public Task<Committed<SessionView>> Create(CreateSession command)
    {
        command.Validate();
        RequireUnused();
        return CommitAsync(
            new SessionCreated
            {
                At = Now(),
                Id = SessionId.Parse(this.GetPrimaryKeyString()),
                Type = command.Type ?? "active",
                Name = command.Name,
                Status = command.Status ?? SessionStatus.Active,
                ProjectPath = command.ProjectPath,
                Workspace = command.Workspace,
                Branch = command.Branch,
                MainAgentId = command.MainAgentId,
                Capabilities = command.Capabilities,
                Constraints = command.Constraints,
                Metadata = command.Metadata,
            },
            View);
    }

    /// <inheritdoc/>
    public Task<SessionView> Get() => Task.FromResult(Existing(Durable));

    /// <inheritdoc/>
    public async Task<Committed<SessionView>> Update(UpdateSession command)
    {
        command.Validate();
        SessionView session = Existing(State);
        EntityTag.Check("session", session.Id.Value, session);
        if (session.Status == SessionStatus.Archived)
            throw new ConflictException($"session {session.Id} is archived; it is not changed any more");
        List<SessionEvent> changes = [];
        var update = new SessionUpdated
        {
            At = Now(),
            Name = command.Name,
            ProjectPath = command.ProjectPath,
            Workspace = command.Workspace,
            Branch = command.Branch,
            MainAgentId = command.MainAgentId,
            Capabilities = command.Capabilities,
            Constraints = command.Constraints,
            Metadata = command.Metadata is { } patch ? SessionState.Merge(session.Metadata, patch) : null,
        };
        Check.Json(update.Metadata, "metadata");
        if (update != new SessionUpdated { At = update.At }) changes.Add(update);
        if (command.Status is { } status && status != session.Status) changes.Add(ChangeStatus(session, status));
        Committed<SessionView> answer = await CommitAsync(changes, View);
        await TrySettleAsync();
        return answer;
    }

    /// <inheritdoc/>
    public Task<Committed<SessionView>> End(EndSession command)
    {
        command.Validate();
        Open("ended");
        return CommitAsync(new SessionEnded { At = Now(), Summary = command.Summary }, View);
    }

    /// <inheritdoc/>
    public async Task<Committed<SessionView>> Terminate(TerminateSession command)
    {
        command.Validate();
        Open("terminated");
        Committed<SessionView> answer = await CommitAsync(new SessionTerminated { At = Now(), Reason = command.Reason }, View);
        await TrySettleAsync();
        return answer;
    }

    /// <inheritdoc/>
    public Task<Committed<SessionView>> Archive()
    {
        SessionView session = Existing(State);
        if (session.Status is not (SessionStatus.Completed or SessionStatus.Error or SessionStatus.Terminated))
            throw Illegal(session, "archived");
        return CommitAsync(new SessionArchived { At = Now() }, View);
    }

    /// <inheritdoc/>
    public async Task<Committed<SessionView>> Delete()
    {
        Existing(State);
        Committed<SessionView> answer = await CommitAsync(new SessionDeleted { At = Now() }, View);
        await TrySettleAsync();
        return answer;
    }

    /// <inheritdoc/>
    public Task<Committed<SessionEventView>> LogEvent(LogSessionEvent command)
    {
        command.Validate();
        SessionView session = Existing(State);
        if (session.Status == SessionStatus.Archived)
            throw new ConflictException($"session {session.Id} is archived; nothing more is logged in it");
        var logged = new SessionEventLogged
        {
            At = Now(),
            EventId = SessionEventId.New(Time),
            EventType = command.EventType,
            AgentId = command.AgentId,
            EventData = command.EventData,
        };
        return CommitAsync(logged, _ => new SessionEventView
        {
            Id = logged.EventId,
            SessionId = session.Id,
            EventType = logged.EventType,
            AgentId = logged.AgentId,
            EventData = logged.EventData,
            Timestamp = logged.At,
        });
    }

    private static SessionView View(SessionState state) => state.Session!;

    private static ConflictException Illegal(SessionView session, string wanted) =>
        new($"session {session.Id} is {Words<SessionStatus>.Of(session.Status)} and cannot be {wanted}");

    private SessionEvent ChangeStatus(SessionView session, SessionStatus to)
    {
        Open(Words<SessionStatus>.Of(to));
        return to == SessionStatus.Completed
            ? new SessionEnded { At = Now() }
            : new SessionStatusChanged { At = Now(), From = session.Status, To = to };
    }

    private void RequireUnused()
    {
        if (State.Session is { } present)
        {
            throw new ConflictException(State.Deleted
                ? $"session {present.Id} was deleted; its id is not used again"
                : $"session {present.Id} exists already; it is {Words<SessionStatus>.Of(present.Status)}");
        }
    }

    private void Open(string wanted)
    {
        SessionView session = Existing(State);
        if (session.Status is not (SessionStatus.Initializing or SessionStatus.Active or SessionStatus.Idle))
            throw Illegal(session, wanted);
    }

    private SessionView Existing(SessionState state) => state is { Session: { } session, Deleted: false }
        ? session
        : throw new NotFoundException("session", this.GetPrimaryKeyString());
}
