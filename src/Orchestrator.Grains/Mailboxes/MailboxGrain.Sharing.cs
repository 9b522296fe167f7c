using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>
/// Sharing work. A message for any one of a group waits in the mailbox named after the group; members' mailboxes draw from
/// it for their agents. One grain hands it out, so one member has it.
/// </summary>
public sealed partial class MailboxGrain
{
    // A group's mailbox that lost its memory does not tell; members ask again after this long.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private readonly Dictionary<ConversationId, DateTimeOffset> _quiet = [];
    private readonly Dictionary<MessageId, ConversationId> _drawn = [];
    private Task _drawing = Task.CompletedTask;
    private long _offers;

    /// <inheritdoc/>
    public async Task<Committed<IReadOnlyList<InboxItem>>> Take(AgentId member, ReceiveMessages command)
    {
        command.Validate();
        int first = OpenEvents;
        IReadOnlyList<MailboxItem> leased = Lease(command, by: member);
        if (leased.Count < command.Max) NoteInterest(member);
        long position = await CommitAsync(first);
        return new(leased.Count == 0 ? [] : await FillAsync(leased), position);
    }

    /// <inheritdoc/>
    public Task<Committed<DeliveryView>> AcknowledgeTaken(AgentId member, AcknowledgeMessage command) =>
        AcknowledgeAsync(command.MessageId, member, command.Epoch);

    /// <inheritdoc/>
    public Task<Committed<DeliveryView>> ReturnTaken(AgentId member, ReturnMessage command) => ReturnAsync(command, member);

    /// <inheritdoc/>
    public Task<Committed<DeliveryView>> FailTaken(AgentId member, FailMessage command) => FailAsync(command, member);

    /// <inheritdoc/>
    public Task Offer(ConversationId group)
    {
        _offers++;
        _quiet.Remove(group);
        return DrawAsync();
    }

    private bool HasGroupsToAsk => !State.Groups.IsEmpty && GroupsToAsk().Any();

    private bool IsIn(ConversationId group) => State.Groups.Any(one => one.ConversationId == group);

    private IEnumerable<ConversationId> GroupsToAsk()
    {
        DateTimeOffset now = Now();
        foreach (AgentGroup group in State.Groups)
        {
            ConversationId conversation = group.ConversationId;
            if (!_quiet.TryGetValue(conversation, out DateTimeOffset since) || now - since >= AskAgain) yield return conversation;
        }
    }

    // Draws for those who wait here, until they have enough or the groups have nothing.
    private Task DrawAsync()
    {
        if (_drawing.IsCompleted) _drawing = DrawForWaitingAsync();
        return _drawing;
    }

    private async Task DrawForWaitingAsync()
    {
        RequestContext.Clear(); // a key that came with the call that woke this is not that of what is drawn
        try
        {
            while (NextWaiting() is { } waiting && HasGroupsToAsk)
            {
                IReadOnlyList<InboxItem> drawn = await DrawAsync(waiting.Want(Now()));
                if (drawn.Count == 0) continue;
                if (!waiting.Take(drawn)) await GiveBackAsync(drawn, NullIfNone(State.Epoch));
                else if (waiting is Receiver receiver) _receivers.Remove(receiver);
            }
        }
        catch (OrchestratorException error)
        {
            // What could not be given back comes back when its lease ends.
            LogNotDrawn(Logger, error, Id.Value, "its groups");
        }
    }

    private async Task<IReadOnlyList<InboxItem>> DrawAsync(ReceiveMessages command)
    {
        List<InboxItem> drawn = [];
        foreach (ConversationId group in GroupsToAsk().ToArray())
        {
            int wanted = command.Max - drawn.Count;
            long offers = _offers;
            if (wanted <= 0) break;
            try
            {
                long? epoch = command.Epoch ?? NullIfNone(State.Epoch);
                IReadOnlyList<InboxItem> taken =
                    (await Shared(group).Take(Id, command with { Max = wanted, Wait = TimeSpan.Zero, Epoch = epoch })).Value;
                if (_drawn.Count > MailboxState.Remembered) _drawn.Clear(); // what is not known is asked for
                foreach (InboxItem item in taken) _drawn[item.MessageId] = group;
                if (epoch < State.Epoch || !IsIn(group))
                {
                    // The group was told of the incarnation's end before this came to it.
                    await GiveBackAsync(taken, epoch);
                    continue;
                }

                drawn.AddRange(taken);

                // An offer may have come while the group's answer was on its way, which knows nothing of it.
                if (taken.Count < wanted && _offers == offers) _quiet[group] = Now();
            }
            catch (Exception error) when (error is UnavailableException or OrleansException or TimeoutException or OperationCanceledException)
            {
                // Its silo is gone or the disk is full; its messages wait, and so do ours not because of it.
                _quiet[group] = Now();
                LogNotDrawn(Logger, error, Id.Value, group.Value);
            }
        }

        return drawn;
    }

    private async Task GiveBackAsync(Served served)
    {
        int first = OpenEvents;

        // Where the lease could not be written, the message may have been leased to another since.
        MessageId[] own = [.. served.Own.Where(item => State.Find(item.Id) is { } now && now.LeasedUntil == item.LeasedUntil && now.Attempts == item.Attempts).Select(item => item.Id)];
        if (own.Length > 0)
        {
            Raise(new MessagesReleased { At = Now(), Messages = own, Reason = "its receiver had gone" });
            Moved();
        }

        await CommitAsync(first);
        await GiveBackAsync(served.Drawn, NullIfNone(State.Epoch));
    }

    private async Task GiveBackAsync(IReadOnlyList<InboxItem> drawn, long? epoch)
    {
        foreach (InboxItem item in drawn)
        {
            var back = new ReturnMessage { MessageId = item.MessageId, Epoch = epoch, Delay = TimeSpan.Zero, Reason = "its receiver had gone" };
            try
            {
                await ViaGroupAsync(item.MessageId, group => group.ReturnTaken(Id, back));
            }
            catch (Exception error) when (error is ConflictException or NotFoundException)
            {
                // The group has taken it back already, and may have handed it out again.
            }
        }
    }

    // Usually it is known which group's it is; after a restart the groups are asked, one of them knows.
    private async Task<Committed<DeliveryView>> ViaGroupAsync(
        MessageId id, Func<ISharedMailboxGrain, Task<Committed<DeliveryView>>> call)
    {
        IEnumerable<ConversationId> groups = _drawn.TryGetValue(id, out ConversationId known)
            ? [known]
            : State.Groups.Select(group => group.ConversationId);

        // A key is the member's own: in the group's mailbox another member's may be spelt like it.
        if (CallContext.IdempotencyKey is { } key)
            CallContext.IdempotencyKey = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Id}\n{key}")));
        foreach (ConversationId group in groups)
        {
            try
            {
                Committed<DeliveryView> answer = await call(Shared(group));
                _drawn.Remove(id);
                Finished(id);
                if (OpenEvents > 0) await CommitAsync();
                return answer;
            }
            catch (NotFoundException)
            {
                // Not this group's.
            }
        }

        _drawn.Remove(id);
        throw Missing(id);
    }

    private ISharedMailboxGrain Shared(ConversationId group) => GrainFactory.GetGrain<ISharedMailboxGrain>(group.Value);

    private static long? NullIfNone(long epoch) => epoch == 0 ? null : epoch;

    [LoggerMessage(LogLevel.Warning, "Mailbox {Agent} could not ask {Group} for work; it asks again")]
    private static partial void LogNotDrawn(ILogger logger, Exception error, string agent, string group);
}
