using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Conversations;

/// <summary>
/// Hands committed messages to mailboxes: in order, one hand-off at a time for each mailbox, again and again until it
/// is journaled there. Before the first hand-off of an activation, the mailbox is asked what it has, and what a crash
/// kept from it goes first; so the highest number a mailbox knows of a conversation tells all it has.
/// </summary>
public sealed partial class ConversationGrain
{
    private const int HandOffSize = 256;

    // A group may have thousands of mailboxes; so many of them wake and write at a time.
    private const int AtOnce = 128;

    private readonly Dictionary<AgentId, Outbox> _outboxes = [];
    private readonly Queue<MessageView> _spreading = new();
    private Task _spread = Task.CompletedTask;
    private readonly SemaphoreSlim _handOffs = new(AtOnce);
    private readonly CancellationTokenSource _leaving = new();
    private bool _deactivating;

    /// <inheritdoc/>
    public async Task Dispatch()
    {
        await _spread;
        ConversationState state = Durable;
        if (state.Created is null) return;
        foreach (AgentId mailbox in state.Participants.Keys.Union(state.Askers.Keys).Append(SharedMailbox))
        {
            if (state.LastFor(mailbox) > 0) Start(mailbox, Outbox(mailbox));
        }

        await Task.WhenAll(_outboxes.Values.Select(outbox => outbox.Pump));
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _deactivating = true;

        // Most hand-offs end at once; one that waits for a mailbox that cannot be written is left to the next activation.
        Task pumps = FinishAsync();
        await Task.WhenAny(pumps, Task.Delay(TimeSpan.FromSeconds(2), Time, cancellationToken));
        await _leaving.CancelAsync();
        await pumps;
        await base.OnDeactivateAsync(reason, cancellationToken);
        _leaving.Dispose();
        _handOffs.Dispose();
    }

    private async Task FinishAsync()
    {
        await _spread;
        await Task.WhenAll(_outboxes.Values.Select(outbox => outbox.Pump));
    }

    // Whether a mailbox, which has all up to a number, surely has all that is for it: nothing was, or all was handed over and
    // nothing is on its way.
    private bool IsSettled(AgentId mailbox, long has)
    {
        if (State.LastFor(mailbox) == 0) return true;
        if (State.MessageCount > Durable.MessageCount || !_spread.IsCompleted || _spreading.Count > 0) return false;
        return _outboxes.TryGetValue(mailbox, out Outbox? outbox)
            ? outbox is { CaughtUp: true, Waiting.Count: 0, Pump.IsCompleted: true }
            : has >= State.LastFor(mailbox);
    }

    // A group's own mailbox is called like its conversation.
    private AgentId SharedMailbox => AgentId.Parse(Id.Value);

    // Going through a large group takes longer than its sender should wait; what is sent meanwhile keeps behind.
    private void Dispatch(MessageView message)
    {
        // What is not handed over in order is left to the next activation, which finds out who lacks what.
        if (_leaving.IsCancellationRequested) return;
        if (_spread.IsCompleted && (message.To is { Agent: not null } || Durable.Participants.Count <= AtOnce))
        {
            foreach (AgentId mailbox in MailboxesFor(message)) Enqueue(mailbox, message);
            return;
        }

        _spreading.Enqueue(message);
        if (_spread.IsCompleted) _spread = SpreadAsync();
    }

    private async Task SpreadAsync()
    {
        await Task.Yield(); // the sender goes on first
        while (_spreading.TryDequeue(out MessageView? message))
        {
            foreach (AgentId[] some in MailboxesFor(message).Chunk(AtOnce))
            {
                // The next activation finds out who lacks what.
                if (_leaving.IsCancellationRequested) return;
                foreach (AgentId mailbox in some) Enqueue(mailbox, message);
                await Task.Yield();
            }
        }
    }

    private IEnumerable<AgentId> MailboxesFor(MessageView message)
    {
        if (message.ResponseDeadline is not null && message.To?.Names(message.From) != true) yield return message.From;
        if (message.To is { AnyOf: true })
        {
            yield return SharedMailbox;
        }
        else if (message.To is { Group: null } named)
        {
            foreach (AgentId to in named.Agents) yield return to;
        }
        else
        {
            // Those at the time it is gone through: who joined since is no recipient of it.
            foreach (ParticipantState participant in Durable.Participants.Values)
            {
                if (participant.IsRecipient(message)) yield return participant.AgentId;
            }
        }
    }

    // An edited message is handed over again: a mailbox that still has it takes the new content, any other drops it.
    private void Refresh(MessageView message) => Dispatch(message);

    private void Enqueue(AgentId mailbox, MessageView message)
    {
        Outbox outbox = Outbox(mailbox);
        outbox.Waiting.Enqueue(message);
        Start(mailbox, outbox);
    }

    private Outbox Outbox(AgentId mailbox)
    {
        if (!_outboxes.TryGetValue(mailbox, out Outbox? outbox)) _outboxes[mailbox] = outbox = new();
        return outbox;
    }

    private void Start(AgentId mailbox, Outbox outbox)
    {
        if (outbox.Pump.IsCompleted) outbox.Pump = PumpAsync(mailbox, outbox);
    }

    private async Task PumpAsync(AgentId recipient, Outbox outbox)
    {
        RequestContext.Clear();
        IMailboxGrain mailbox = GrainFactory.GetGrain<IMailboxGrain>(recipient.Value);
        TimeSpan delay = TimeSpan.FromMilliseconds(50);
        while ((outbox.Waiting.Count > 0 || !outbox.CaughtUp) && !_leaving.IsCancellationRequested)
        {
            try
            {
                await HandOffAsync(recipient, outbox, mailbox);
                delay = TimeSpan.FromMilliseconds(50);
            }
            catch (Exception error)
            {
                // With a silo that stops, mailboxes go too; the next activation hands over what is left.
                if (_deactivating) return;
                LogHandOffFailed(Logger, error, Id.Value, recipient.Value, outbox.Waiting.Count);
                await Task.Delay(delay, Time, _leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, TimeSpan.TicksPerSecond * 5));
            }
        }
    }

    private async Task HandOffAsync(AgentId recipient, Outbox outbox, IMailboxGrain mailbox)
    {
        await _handOffs.WaitAsync(_leaving.Token);
        try
        {
            if (!outbox.CaughtUp) await CatchUpAsync(recipient, outbox, mailbox);
            if (outbox.Waiting.Count == 0) return;
            MessageView[] messages = outbox.First(HandOffSize);
            await mailbox.Deliver(new() { ConversationId = Id, Messages = messages });
            for (int i = 0; i < messages.Length; i++) outbox.Waiting.Dequeue();
            GrainTelemetry.Delivered.Add(messages.Length);
        }
        finally
        {
            _handOffs.Release();
        }
    }

    private async Task CatchUpAsync(AgentId recipient, Outbox outbox, IMailboxGrain mailbox)
    {
        ConversationState state = Durable;
        long count = state.MessageCount;
        long expected = state.LastFor(recipient);
        bool first = outbox.Waiting.TryPeek(out MessageView? message) && message is { Sequence: 1, EditCount: 0 };
        long last = first || expected == 0 ? 0 : await mailbox.GetLastSequence(Id);
        if (!first && last < expected)
        {
            // Who joined late is not sent what was before, and an old group has much of it.
            last = Math.Max(last, state.LastBefore(recipient));
            IReadOnlyList<MessageView> missing = await ReadAsync(
                last + 1, int.MaxValue, m => m.Sequence <= count && state.Concerns(recipient, m));
            MessageView[] others = [.. outbox.Waiting.Where(m => m.Sequence <= last || m.Sequence > count)];
            outbox.Waiting.Clear();
            foreach (MessageView next in missing.Concat(others)) outbox.Waiting.Enqueue(next);
        }

        outbox.CaughtUp = true;
    }

    [LoggerMessage(LogLevel.Warning, "Conversation {Conversation}: {Messages} messages could not be handed to the mailbox of {Recipient}; trying again")]
    private static partial void LogHandOffFailed(ILogger logger, Exception error, string conversation, string recipient, int messages);
}
