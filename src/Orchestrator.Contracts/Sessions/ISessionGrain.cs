using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Transactions;

namespace Orchestrator.Contracts.Sessions;

/// <summary>
/// A session. Its key is a <see cref="Identifiers.SessionId"/>. All methods throw
/// <see cref="Errors.NotFoundException"/> before it was created and after it was deleted,
/// <see cref="Errors.ValidationException"/> for a bad field, <see cref="Errors.ConflictException"/> where the status
/// forbids the change and <see cref="Errors.UnavailableException"/> when the journal cannot be written.
/// </summary>
[Alias("session")]
public interface ISessionGrain : ITransactional
{
    /// <summary>Creates it; a conflict when its id was used before.</summary>
    [Alias("create")]
    Task<Committed<SessionView>> Create(CreateSession command);

    /// <summary>Reads it, as far as it is on disk.</summary>
    [Alias("get")]
    Task<SessionView> Get();

    /// <summary>Changes fields and status.</summary>
    [Alias("update")]
    Task<Committed<SessionView>> Update(UpdateSession command);

    /// <summary>Completes it.</summary>
    [Alias("end")]
    Task<Committed<SessionView>> End(EndSession command);

    /// <summary>
    /// Terminates it. What is held in it is given back: claims of its tasks, and what its agents hold elsewhere, file leases and
    /// leased messages too. The answer waits for that; where it takes longer the host goes on with it.
    /// </summary>
    [Alias("terminate")]
    Task<Committed<SessionView>> Terminate(TerminateSession command);

    /// <summary>
    /// Has everything given back that is held in it, if it died. Called for sessions of which a crash left that undone; harmless
    /// at any time.
    /// </summary>
    [Alias("settle")]
    Task Settle();

    /// <summary>Creates a department of it; a conflict when the name is used in it, or the id anywhere.</summary>
    [Alias("create-department")]
    Task<Committed<DepartmentView>> CreateDepartment(CreateDepartment command);

    /// <summary>Puts it away; it must have ended.</summary>
    [Alias("archive")]
    Task<Committed<SessionView>> Archive();

    /// <summary>Deletes it from all tables; the journal keeps its history.</summary>
    [Alias("delete")]
    Task<Committed<SessionView>> Delete();

    /// <summary>Logs an event in it; a conflict when it is archived.</summary>
    [Alias("log-event")]
    Task<Committed<SessionEventView>> LogEvent(LogSessionEvent command);

    /// <summary>Takes a checkpoint of it; a conflict when it is archived, or when the checkpoint's id was used before.</summary>
    [Alias("create-checkpoint")]
    Task<Committed<CheckpointView>> CreateCheckpoint(CreateCheckpoint command);

    /// <summary>
    /// Restores a checkpoint into it: makes it, or changes it when it is open. For the errors of the checkpoint see
    /// <see cref="ICheckpointGrain.Verify"/>; they change nothing.
    /// </summary>
    [Alias("restore")]
    Task<Committed<SessionView>> Restore(RestoreCheckpoint command);
}
