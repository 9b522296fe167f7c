using System.Diagnostics;
using System.Runtime.CompilerServices;
using Orchestrator.Client.Diagnostics;
using Orchestrator.Client.Messages;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Client;

/// <content>Receiving.</content>
public sealed partial class AgentConnection
{
    /// <summary>
    /// The agent's messages as they come, most urgent first and in order within a conversation. Each is to be
    /// acknowledged (<see cref="ReceivedMessage.AckAsync"/>); what is not comes back when its lease ran out, so every
    /// message is handed out at least once, whatever crashes.
    /// </summary>
    /// <remarks>
    /// Goes on through restarts of the host. Ends when the connection is disposed; with
    /// <see cref="OperationCanceledException"/> when the token is cancelled; with <see cref="ConflictException"/>
    /// (<c>stale-incarnation</c>) once another process registered the agent. Messages that were taken together and not
    /// reached before their lease ran out are skipped here: they come back.
    /// </remarks>
    /// <param name="options">How to read; the defaults when absent.</param>
    /// <param name="cancellationToken">Ends the enumeration; what was taken and not acknowledged comes back.</param>
    public async IAsyncEnumerable<ReceivedMessage> InboxAsync(
        InboxOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new InboxOptions();
        if (options.Push)
        {
            await foreach (ReceivedMessage pushed in StreamAsync(options, cancellationToken)) yield return pushed;
            yield break;
        }

        ReceiveMessages command = options.ToCommand(_caller.Options.CallTimeout);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        while (true)
        {
            if (await ReceiveAsync(command, reading.Token, cancellationToken) is not { } items) yield break;
            long taken = _caller.Time.GetTimestamp();
            if (items.Count == 0 && options.StopWhenEmpty) yield break;
            foreach (InboxItem item in items)
            {
                // By this machine's clock alone: the host's may differ by more than the answer's way here took.
                if (_caller.Time.GetElapsedTime(taken) >= options.Lease) break;
                yield return new ReceivedMessage(this, item);
            }
        }
    }

    private async IAsyncEnumerable<ReceivedMessage> StreamAsync(
        InboxOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SubscribeToMailbox command = options.ToSubscription();
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await using var stream = new MailboxStream(_caller, AgentId, command, () => Epoch, _logger, _closing.Token);
        while (await CameAsync())
        {
            if (!stream.Items.TryRead(out (InboxItem Item, long TakenAt) pushed)) continue;
            (InboxItem item, long takenAt) = pushed;
            if (_caller.Time.GetElapsedTime(takenAt) >= options.Lease) continue;
            Trace([item]);
            yield return new ReceivedMessage(this, item);
        }

        async Task<bool> CameAsync()
        {
            try
            {
                return await stream.Items.WaitToReadAsync(cancellationToken);
            }
            catch (ConflictException exception) when (exception.Code == ErrorCodes.StaleIncarnation)
            {
                _monitor.Supersede();
                throw;
            }
        }
    }

    /// <summary>Ends the delivery of a message; again it says the same.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="cancellationToken">Gives up; the message may be acknowledged all the same.</param>
    /// <exception cref="NotFoundException">The message is not in the agent's inbox.</exception>
    public Task<Committed<DeliveryView>> AckAsync(MessageId messageId, CancellationToken cancellationToken = default) =>
        SettleAsync(
            "ack",
            messageId,
            // Without a key: again it says the same by itself, and a key would cost each message its answer's size on disk.
            mailbox => _caller.RepeatAsync("ack", () => mailbox.Acknowledge(new() { MessageId = messageId, Epoch = Epoch }), cancellationToken));

    /// <summary>
    /// Gives a message back that was received: it is handed out again later, or is a dead letter when that was the last
    /// attempt its sender allowed.
    /// </summary>
    /// <param name="messageId">The message.</param>
    /// <param name="delay">How long it stays away, 0 to 24 h; when null, longer with each attempt.</param>
    /// <param name="reason">Why, up to 1,000 characters.</param>
    /// <param name="cancellationToken">Gives up; the message may be given back all the same.</param>
    /// <exception cref="NotFoundException">The message is not in the agent's inbox.</exception>
    /// <exception cref="ConflictException">It is not leased; its lease may have run out.</exception>
    public Task<Committed<DeliveryView>> NackAsync(
        MessageId messageId, TimeSpan? delay = null, string? reason = null, CancellationToken cancellationToken = default)
    {
        // With a key: without one a repetition would give back the next delivery, which another works on.
        var command = new ReturnMessage { MessageId = messageId, Epoch = Epoch, Delay = delay, Reason = reason };
        return SettleAsync("nack", messageId, mailbox => _caller.CommandAsync("nack", () => mailbox.Return(command), cancellationToken));
    }

    /// <summary>Says that a message can't be done; it is not handed out again unless someone requeues it.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="reason">Why, 1 to 1,000 characters.</param>
    /// <param name="cancellationToken">Gives up; the message may fail all the same.</param>
    /// <exception cref="NotFoundException">The message is not in the agent's inbox.</exception>
    public Task<Committed<DeliveryView>> FailAsync(
        MessageId messageId, string reason, CancellationToken cancellationToken = default)
    {
        var command = new FailMessage { MessageId = messageId, Reason = reason };
        return SettleAsync(
            "fail", messageId, mailbox => _caller.RepeatAsync("fail", () => mailbox.Fail(command with { Epoch = Epoch }), cancellationToken));
    }

    private async Task<Committed<DeliveryView>> SettleAsync(
        string operation, MessageId messageId, Func<IMailboxGrain, Task<Committed<DeliveryView>>> settle)
    {
        using Activity? activity = ClientTelemetry.Messaging(operation, "settle", ActivityKind.Client, AgentId.Value);
        activity?.SetTag("messaging.message.id", messageId.Value);
        try
        {
            return await settle(_caller.Grain<IMailboxGrain>(AgentId.Value));
        }
        catch (Exception exception)
        {
            ClientTelemetry.Fail(activity, exception);
            throw;
        }
    }

    /// <summary>Counts what waits in the agent's inbox.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MailboxSummary> GetInboxSummaryAsync(CancellationToken cancellationToken = default) =>
        _caller.RepeatAsync("inbox-summary", _caller.Grain<IMailboxGrain>(AgentId.Value).GetSummary, cancellationToken);

    // Null when the connection was disposed meanwhile.
    private async Task<IReadOnlyList<InboxItem>?> ReceiveAsync(
        ReceiveMessages command, CancellationToken reading, CancellationToken callers)
    {
        if (ConnectionState == ConnectionState.Superseded)
            throw new ConflictException($"agent {AgentId} was registered again by another process", ErrorCodes.StaleIncarnation);
        long epoch = Epoch;
        try
        {
            IMailboxGrain mailbox = _caller.Grain<IMailboxGrain>(AgentId.Value);
            Committed<IReadOnlyList<InboxItem>> answer = await _caller.RepeatAsync(
                "receive", _ => mailbox.Receive(command with { Epoch = epoch }, reading), Timeout.InfiniteTimeSpan, reading);
            Trace(answer.Value);
            return answer.Value;
        }
        catch (ConflictException exception) when (exception.Code == ErrorCodes.StaleIncarnation)
        {
            if (epoch < Epoch) return []; // this very process registered again: the host had lost the agent
            _monitor.Supersede();
            throw;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested && !callers.IsCancellationRequested)
        {
            return null;
        }
    }

    // One span per call that brought something; waiting in vain leaves no trace.
    private void Trace(IReadOnlyList<InboxItem> items)
    {
        if (items.Count == 0) return;
        ClientTelemetry.MessagesReceived(items.Count);
        using Activity? activity = ClientTelemetry.Receive(AgentId.Value, items);
    }
}
