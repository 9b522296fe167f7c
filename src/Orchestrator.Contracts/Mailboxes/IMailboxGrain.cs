using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>
/// What is to be delivered to one agent. Its key is the agent's <see cref="AgentId"/>; every agent id has one, empty at
/// first. See <see cref="Sessions.ISessionGrain"/> for the errors that all methods share.
/// </summary>
[Alias("mailbox")]
public interface IMailboxGrain : IGrainWithStringKey
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
    [Alias("acknowledge")]
    Task<Committed<DeliveryView>> Acknowledge(MessageId messageId);

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

    /// <summary>Counts what it holds.</summary>
    [Alias("get-summary")]
    Task<MailboxSummary> GetSummary();
}
