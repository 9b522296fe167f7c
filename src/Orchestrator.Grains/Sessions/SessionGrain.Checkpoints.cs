using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Grains.Checkpoints;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Sessions;

/// <content>Taking checkpoints, and restoring them.</content>
public sealed partial class SessionGrain
{
    /// <inheritdoc/>
    public async Task<Committed<CheckpointView>> CreateCheckpoint(CreateCheckpoint command)
    {
        command.Validate();
        CheckpointId id = command.Id;
        if (await FirstRow.FindAsync(Journal, CheckpointName(id)) is not null)
            throw new ConflictException($"checkpoint {id} exists already, or its id was used before", "checkpoint-id-used");
        SessionView session = Existing(State);
        if (session.Status == SessionStatus.Archived)
            throw new ConflictException($"session {session.Id} is archived; no checkpoints are taken of it any more");
        DateTimeOffset now = Now();
        if (command.ExpiresAt <= now) throw new ValidationException("expiresAt", "must lie ahead");
        var created = new CheckpointCreated
        {
            At = now,
            Id = id,
            Name = command.Name,
            Session = session,
            Blob = command.Blob,
            Snapshot = command.Snapshot,
            Branches = command.Branches,
            Metadata = command.Metadata,
            CreatedBy = command.CreatedBy,
            Timestamp = command.Timestamp,
            ExpiresAt = command.ExpiresAt ?? (command.RetentionDays is { } days ? now.AddDays(days) : null),
        };
        int first = OpenEvents;
        Raise(new CheckpointTaken { At = now, CheckpointId = id, Name = command.Name, Feature = command.Metadata?.Feature });
        RaiseFirst<CheckpointEvent>(CheckpointName(id), created);
        Committed<CheckpointView> committed = await CommitAsync(CheckpointState.View(created), first);

        // The checkpoint's own row stands behind the session's; who asks the tables for it must wait for that one.
        return await FirstRow.FindAsync(Journal, CheckpointName(id)) is { } row ? committed with { Position = row.Position } : committed;
    }

    /// <inheritdoc/>
    public async Task<Committed<SessionView>> Restore(RestoreCheckpoint command)
    {
        command.Validate();
        RequireRestorable(command);
        SavedCheckpoint saved = await GrainFactory.GetGrain<ICheckpointGrain>(command.CheckpointId.Value).Verify();
        RequireRestorable(command); // things may have happened meanwhile
        SessionView session = saved.Session with { Name = command.Name ?? saved.Session.Name, Status = OpenStatus(saved.Session.Status) };
        return await CommitAsync(command.New ? Created(session, command.CheckpointId) : Restored(session, command.CheckpointId), View);
    }

    private static SessionStatus OpenStatus(SessionStatus saved) =>
        saved is SessionStatus.Initializing or SessionStatus.Active or SessionStatus.Idle ? saved : SessionStatus.Active;

    private static string CheckpointName(CheckpointId id) => $"{CheckpointGrain.Kind}/{id}";

    private void RequireRestorable(RestoreCheckpoint command)
    {
        if (command.New) RequireUnused();
        else Open("restored");
    }

    private SessionCreated Created(SessionView saved, CheckpointId checkpoint) => new()
    {
        At = Now(),
        Id = SessionId.Parse(this.GetPrimaryKeyString()),
        Type = saved.Type,
        Name = saved.Name,
        Status = saved.Status,
        ProjectPath = saved.ProjectPath,
        Workspace = saved.Workspace,
        Branch = saved.Branch,
        MainAgentId = saved.MainAgentId,
        Capabilities = saved.Capabilities,
        Constraints = saved.Constraints,
        Metadata = saved.Metadata,
        RestoredFrom = checkpoint,
    };

    private SessionRestored Restored(SessionView saved, CheckpointId checkpoint) => new()
    {
        At = Now(),
        CheckpointId = checkpoint,
        Type = saved.Type,
        Name = saved.Name,
        Status = saved.Status,
        ProjectPath = saved.ProjectPath,
        Workspace = saved.Workspace,
        Branch = saved.Branch,
        MainAgentId = saved.MainAgentId,
        Capabilities = saved.Capabilities,
        Constraints = saved.Constraints,
        Metadata = saved.Metadata,
    };
}
