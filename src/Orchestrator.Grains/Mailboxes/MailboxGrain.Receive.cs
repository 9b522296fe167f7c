using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>Leasing messages, at once or when some come.</summary>
public sealed partial class MailboxGrain
{
    private readonly MessageContents _contents = new();
    private readonly LinkedList<Receiver> _receivers = new();

    /// <inheritdoc/>
    public async Task<Committed<IReadOnlyList<InboxItem>>> Receive(
        ReceiveMessages command, CancellationToken cancellationToken = default)
    {
        command.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        CheckCaller(command.Epoch);

        // First come, first served: whoever waits already is before this one.
        IReadOnlyList<MailboxItem> leased = [];
        long position = Position;
        if (_receivers.Count == 0)
        {
            int first = OpenEvents;
            leased = Lease(command);
            if (OpenEvents > first) position = await CommitAsync(first); // also what the clock ended
        }

        IReadOnlyList<InboxItem> drawn = leased.Count < command.Max && HasGroupsToAsk
            ? await DrawAsync(command with { Max = command.Max - leased.Count })
            : [];
        CheckCaller(command.Epoch); // what was leased to it meanwhile has come back
        if (leased.Count + drawn.Count == 0 && command.Wait > TimeSpan.Zero)
        {
            Served served = await WaitAsync(command, cancellationToken);
            (leased, drawn) = (served.Own, served.Drawn);
            if (OpenEvents > 0) _ = CommitAsync(); // what served it may not have begun to write
            if (leased.Count > 0) position = await served.Committed;
        }

        return new(leased.Count == 0 ? drawn : [.. await FillAsync(leased), .. drawn], position);
    }

    private IReadOnlyList<MailboxItem> Lease(ReceiveMessages command, AgentId? by = null)
    {
        DateTimeOffset now = Now();
        IReadOnlyList<MailboxItem> ready = EndByClock(now).Ready(command.Max);
        if (ready.Count == 0) return [];
        DateTimeOffset until = now + TimeSpan.FromMilliseconds(Math.Ceiling(command.Lease.TotalMilliseconds));
        MessageId[] ids = [.. ready.Select(item => item.Id)];
        Raise(new MessagesLeased { At = now, Messages = ids, Until = until, Epoch = command.Epoch, By = by });
        WatchClock();
        return [.. ids.Select(id => State.Find(id)!)];
    }

    private async Task<Served> WaitAsync(ReceiveMessages command, CancellationToken cancellationToken)
    {
        if (MakesWay) return Served.Nothing; // the next activation serves
        var receiver = new Receiver(command);
        LinkedListNode<Receiver> place = _receivers.AddLast(receiver);
        ServeWaiting(); // something may have come while groups were asked
        WatchClock();
        try
        {
            return await receiver.Served.Task.WaitAsync(command.Wait, Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It may have been served in the very turn in which its time ran out.
            return receiver.Served.Task.IsCompleted ? await receiver.Served.Task : Served.Nothing;
        }
        catch (OperationCanceledException)
        {
            if (receiver.Served.Task.IsCompletedSuccessfully) await GiveBackAsync(await receiver.Served.Task);
            throw;
        }
        finally
        {
            receiver.Served.TrySetResult(Served.Nothing); // what is drawn for it from now on finds it gone
            if (place.List is not null) _receivers.Remove(place);
        }
    }

    private void ServeWaiting()
    {
        if (IsShared)
        {
            StartOffering();
            return;
        }

        while (_receivers.First is { } place)
        {
            IReadOnlyList<MailboxItem> leased = Lease(place.Value.Command);
            if (leased.Count == 0) break;
            _receivers.Remove(place);
            place.Value.Served.TrySetResult(new(leased, [], RaisedCommit));
        }

        if (_receivers.Count == 0) ServeSubscriptions();
        if (_drawing.IsCompleted && HasGroupsToAsk && NextWaiting() is not null) _ = DrawAsync();
    }

    private IWaiting? NextWaiting() =>
        _receivers.FirstOrDefault(receiver => !receiver.Served.Task.IsCompleted) ?? (IWaiting?)NextSubscription();

    private async Task<IReadOnlyList<InboxItem>> FillAsync(IReadOnlyList<MailboxItem> leased)
    {
        var messages = new Dictionary<MessageId, MessageView>(leased.Count);
        foreach (MailboxItem item in leased)
        {
            if (_contents.Find(item.Id) is { } message) messages[item.Id] = message;
        }

        if (messages.Count < leased.Count)
        {
            await Task.WhenAll(leased.Where(item => !messages.ContainsKey(item.Id)).GroupBy(item => item.ConversationId).ToArray()
                .Select(missing => FetchAsync(missing.Key, [.. missing.OrderBy(item => item.Sequence)], messages)));
        }

        return [.. leased.Select(item => new InboxItem(item.Id, item.Attempts, item.LeasedUntil!.Value, messages[item.Id]))];
    }

    // A group forgets who left it, and tells it of no edit any more: what came from there is asked for when it is taken.
    private bool HearsOfEdits(ConversationId conversation) =>
        IsShared || !AgentGroup.IsReserved(conversation.Value) || IsIn(conversation);

    private async Task FetchAsync(
        ConversationId conversation, IReadOnlyList<MailboxItem> missing, Dictionary<MessageId, MessageView> messages)
    {
        IConversationGrain grain = GrainFactory.GetGrain<IConversationGrain>(conversation.Value);
        for (int i = 0; i < missing.Count;)
        {
            int before = i;
            foreach (MessageView message in await grain.GetMessages(missing[i].Sequence, missing.Count - i))
            {
                if (i < missing.Count && missing[i].Id == message.Id) messages[missing[i++].Id] = message;
            }

            if (i == before)
                throw new InvalidOperationException($"message {missing[i].Id} is not in conversation {conversation}");
        }
    }
}
