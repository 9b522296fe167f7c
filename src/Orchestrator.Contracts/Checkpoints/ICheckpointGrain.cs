using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Checkpoints;

/// <summary>
/// A checkpoint of a session. Its key is a <see cref="Identifiers.CheckpointId"/>; it is made by
/// <see cref="Sessions.ISessionGrain.CreateCheckpoint"/>. All methods throw <see cref="Errors.NotFoundException"/> when it
/// was not made or was deleted, and <see cref="Errors.UnavailableException"/> when the journal cannot be read or written.
/// </summary>
[Alias("checkpoint")]
public interface ICheckpointGrain : IGrainWithStringKey
{
    /// <summary>Reads it.</summary>
    /// <exception cref="Errors.ConflictException">Its time is over (<c>checkpoint-expired</c>).</exception>
    [Alias("get")]
    Task<SavedCheckpoint> Get();

    /// <summary>Reads it once its stored snapshot was found to be whole, the right one, and readable with the host's keys.</summary>
    /// <exception cref="Errors.ConflictException">
    /// Its time is over (<c>checkpoint-expired</c>), the host lacks its key (<c>checkpoint-key-missing</c>), or what is stored
    /// is not what was (<c>checkpoint-corrupt</c>).
    /// </exception>
    [Alias("verify")]
    Task<SavedCheckpoint> Verify();

    /// <summary>Notes that its time is over; nothing happens before, or when that is noted.</summary>
    [Alias("expire")]
    Task Expire();

    /// <summary>Deletes it; what is stored goes once no other checkpoint needs it.</summary>
    [Alias("delete")]
    Task<Committed<CheckpointView>> Delete();
}
