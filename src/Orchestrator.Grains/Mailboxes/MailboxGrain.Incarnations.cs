using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>
/// Each registration of an agent is a new incarnation. What an earlier one has taken comes back at once, and what it still
/// says is refused: a late "done" of a dead process can't close its successor's work.
/// </summary>
public sealed partial class MailboxGrain
{
    /// <inheritdoc/>
    public async Task Attach(AttachAgent command)
    {
        int first = OpenEvents;
        long before = State.Epoch;
        bool news = !State.Groups.SequenceEqual(command.Groups) || State.Endpoints != command.Endpoints;
        if (command.Epoch > before || (command.Epoch == before && news))
        {
            Raise(new AgentAttached { At = Now(), Epoch = command.Epoch, Groups = command.Groups, Endpoints = command.Endpoints });
            _quiet.Clear();
            _contents.Forget(message => !HearsOfEdits(message.ConversationId));
            if (command.Epoch > before) EndPredecessors(command.Epoch);
            Moved();
        }

        await CommitAsync(first);
    }

    /// <inheritdoc/>
    public async Task Release(ReleaseMessages command)
    {
        int first = OpenEvents;
        Free(command.UpToEpoch, IsShared ? command.AgentId : null, command.Reason);
        await CommitAsync(first);
    }

    private void CheckCaller(long? epoch)
    {
        if (IsShared) throw new ValidationException("id", $"{Id} is a group: its members receive in their own names");
        if (epoch < State.Epoch) throw Stale(epoch.Value);
    }

    // In an agent's own mailbox the epoch tells who speaks; what a group shares is the member's that has it.
    private static void CheckHolder(MailboxItem item, AgentId? by, long? epoch)
    {
        if (by is not null && item.LeasedUntil is not null && (item.By != by || item.Epoch > epoch))
            throw new ConflictException($"message {item.Id} was taken by {item.By} after the lease of {by} had ended", ErrorCodes.LeaseLost);
    }

    private ConflictException Stale(long epoch) => new(
        $"incarnation {epoch} of agent {Id} is over: it registered again, and the present one is {State.Epoch}", ErrorCodes.StaleIncarnation);

    private void EndPredecessors(long epoch)
    {
        for (LinkedListNode<Receiver>? place = _receivers.First; place is not null;)
        {
            LinkedListNode<Receiver>? next = place.Next;
            if (place.Value.Command.Epoch >= epoch)
            {
                place = next; // it registered, and came before this mailbox was told
                continue;
            }

            _receivers.Remove(place);

            // One that does not say who it is gets nothing and may ask again; it may be the dead one's.
            if (place.Value.Command.Epoch is { } old) place.Value.Served.TrySetException(Stale(old));
            else place.Value.Served.TrySetResult(Served.Nothing);
            place = next;
        }

        foreach (Subscription subscription in _subscriptions.Values.Where(s => !(s.Command.Epoch >= epoch)).ToArray())
            EndSubscription(subscription, ErrorCodes.StaleIncarnation);
        Free(epoch - 1, by: null, "a new incarnation registered");
    }

    private void Free(long upToEpoch, AgentId? by, string reason)
    {
        IReadOnlyList<MessageId> taken = State.Advance(Now()).Taken(upToEpoch, by);
        if (taken.Count == 0) return;
        Raise(new MessagesReleased { At = Now(), Messages = taken, Reason = reason });
        EndByClock(Now(), $"{reason} on its last attempt");
        Moved();
    }
}
