using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Journal.Checkpoints;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Checkpoints;

/// <inheritdoc cref="ICheckpointGrain"/>
[Reentrant]
public sealed class CheckpointGrain(EventSourcingServices services, ICheckpointStore store)
    : EventSourcedGrain<CheckpointState, CheckpointEvent>(services, Kind), ICheckpointGrain
{
    /// <summary>The first part of its name in the journal.</summary>
    internal const string Kind = "checkpoint";

    /// <inheritdoc/>
    public Task<SavedCheckpoint> Get() => Task.FromResult(Living(Durable));

    /// <inheritdoc/>
    public async Task<SavedCheckpoint> Verify()
    {
        SavedCheckpoint saved = Living(Durable);

        // To decompress is work: it must not keep the grain from other calls.
        await Task.Run(() => store.VerifyAsync(saved.Blob, CancellationToken.None));
        return Living(Durable);
    }

    /// <inheritdoc/>
    public Task Expire()
    {
        if (State.Saved is null) Existing(State);
        int first = OpenEvents;
        if (State is { Deleted: false, Expired: false } && State.IsExpired(Now())) Raise(new CheckpointExpired { At = Now() });
        return CommitAsync(first);
    }

    /// <inheritdoc/>
    public Task<Committed<CheckpointView>> Delete()
    {
        SavedCheckpoint saved = Existing(State);
        return CommitAsync(new CheckpointDeleted { At = Now() }, _ => saved.View);
    }

    private SavedCheckpoint Living(CheckpointState state)
    {
        SavedCheckpoint saved = Existing(state);
        return state.IsExpired(Now())
            ? throw new ConflictException($"checkpoint {saved.View.Id} is expired since {saved.View.ExpiresAt:u}", "checkpoint-expired")
            : saved;
    }

    private SavedCheckpoint Existing(CheckpointState state)
    {
        if (state is { Saved: { } saved, Deleted: false }) return saved;

        // Its session may write the first event at any time: the next call must read the journal again.
        if (state.Saved is null) DeactivateOnIdle();
        throw new NotFoundException("checkpoint", this.GetPrimaryKeyString());
    }
}
