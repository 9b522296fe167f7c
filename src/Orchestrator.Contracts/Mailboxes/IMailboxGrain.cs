using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Transactions;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>
/// What is to be delivered to one agent. Its key is the agent's <see cref="AgentId"/>; every agent id has one, empty at
/// first. See <see cref="Sessions.ISessionGrain"/> for the errors that all methods share.
/// </summary>
[Alias("mailbox")]
public interface IMailboxGrain : ITransactional
{
    /// <summary>
    /// Takes messages in from a conversation. Those it has already (by the highest number of each conversation) are
    /// dropped, so a conversation may hand them over again. Returns when they are on disk.
    /// </summary>
    [Alias("deliver")]
    Task Deliver(DeliverMessages command);

    /// <summary>The number of the last message it has from a conversation, 0 without any.</summary>
    [Alias("last-sequence")]
    Task<long> GetLastSequence(ConversationId conversationId);

    /// <summary>
    /// Leases messages: most urgent first, in order within a conversation. Waits for a first one when there is none.
    /// </summary>
    /// <param name="command">How many, how long to wait and for how long.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is leased then.</param>
    [Alias("receive")]
    Task<Committed<IReadOnlyList<InboxItem>>> Receive(ReceiveMessages command, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the delivery of a message. Again for the same message (an answer was lost) it says the same; that is
    /// remembered for the last 1,000 messages.
    /// </summary>
    /// <exception cref="Errors.NotFoundException">The message is not in this mailbox.</exception>
    /// <exception cref="Errors.ConflictException">
    /// The incarnation is not the present one (<c>stale-incarnation</c>), or another member of a group has the message by
    /// now (<c>lease-lost</c>).
    /// </exception>
    [Alias("acknowledge")]
    Task<Committed<DeliveryView>> Acknowledge(AcknowledgeMessage command);

    /// <summary>
    /// Gives a message back: it is handed out again after a delay, or goes to the dead letters when that was the last
    /// attempt its sender allowed.
    /// </summary>
    /// <exception cref="Errors.NotFoundException">The message is not in this mailbox.</exception>
    /// <exception cref="Errors.ConflictException">It is not leased.</exception>
    [Alias("return")]
    Task<Committed<DeliveryView>> Return(ReturnMessage command);

    /// <summary>Ends the delivery of a message that can't be done. Again for the same message it says the same.</summary>
    /// <exception cref="Errors.NotFoundException">The message is not in this mailbox.</exception>
    [Alias("fail")]
    Task<Committed<DeliveryView>> Fail(FailMessage command);

    /// <summary>Takes a message out of the dead letters: it is delivered as if it had just come in.</summary>
    /// <exception cref="Errors.NotFoundException">The message is not among the dead letters of this mailbox.</exception>
    [Alias("requeue")]
    Task<Committed<DeliveryView>> Requeue(MessageId messageId);

    /// <summary>
    /// Does what the clock demands: what expired leaves, and what was handed out for the last time without an end goes to
    /// the dead letters. An active mailbox does so by itself; this is for one that sleeps.
    /// </summary>
    [Alias("tend")]
    Task Tend();

    /// <summary>
    /// Waits for what comes of a message that the mailbox's agent sent and that wants an answer by a deadline. An answer
    /// is given as soon as it is on disk; it stays in the mailbox until it is acknowledged.
    /// </summary>
    /// <param name="messageId">The message. One that is not known (yet) is as one without an answer.</param>
    /// <param name="wait">How long to wait, 0 to 20 s.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Alias("wait-for-response")]
    Task<ResponseView> WaitForResponse(MessageId messageId, TimeSpan wait, CancellationToken cancellationToken = default);

    /// <summary>
    /// Pushes messages to an observer as they come, instead of waiting to be asked. Others may receive at the same time;
    /// each message goes to one. Again with the same subscription it renews it.
    /// </summary>
    /// <param name="command">How much, and for how long each message is leased.</param>
    /// <param name="observer">Where to.</param>
    [Alias("subscribe")]
    Task Subscribe(SubscribeToMailbox command, IMailboxObserver observer);

    /// <summary>Ends a subscription; what was pushed stays leased.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    [Alias("unsubscribe")]
    Task Unsubscribe(string subscriptionId);

    /// <summary>
    /// Tells it whom it delivers to, from the agent itself. A new incarnation gets back what its predecessors had taken
    /// and not finished; those that still wait for messages are refused.
    /// </summary>
    [Alias("attach")]
    Task Attach(AttachAgent command);

    /// <summary>Takes from an agent that is gone what it had taken: it waits again. Returns when that is on disk.</summary>
    [Alias("release")]
    Task Release(ReleaseMessages command);

    /// <summary>Counts what it holds.</summary>
    [Alias("get-summary")]
    Task<MailboxSummary> GetSummary();
}
