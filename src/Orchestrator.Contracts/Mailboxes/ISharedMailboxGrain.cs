using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>
/// The side that a mailbox shows to those who share work. What is sent to any one of a group waits in the group's own
/// mailbox (its key is the group's conversation id); the mailboxes of its members take it from there on behalf of their
/// agents, who see one inbox. Not for callers: an agent's own mailbox checks who speaks.
/// </summary>
[Alias("shared-mailbox")]
public interface ISharedMailboxGrain : IGrainWithStringKey
{
    /// <summary>
    /// Leases messages to a member. When there are fewer than it wants, it is told as soon as one comes
    /// (<see cref="Offer"/>).
    /// </summary>
    [Alias("take")]
    Task<Committed<IReadOnlyList<InboxItem>>> Take(AgentId member, ReceiveMessages command);

    /// <summary>As <see cref="IMailboxGrain.Acknowledge"/>, by a member.</summary>
    [Alias("acknowledge-taken")]
    Task<Committed<DeliveryView>> AcknowledgeTaken(AgentId member, AcknowledgeMessage command);

    /// <summary>As <see cref="IMailboxGrain.Return"/>, by a member.</summary>
    [Alias("return-taken")]
    Task<Committed<DeliveryView>> ReturnTaken(AgentId member, ReturnMessage command);

    /// <summary>As <see cref="IMailboxGrain.Fail"/>, by a member.</summary>
    [Alias("fail-taken")]
    Task<Committed<DeliveryView>> FailTaken(AgentId member, FailMessage command);

    /// <summary>
    /// Told to a member's mailbox: there is work for any one of a group. Returns when who waits for messages there has
    /// taken what it wants.
    /// </summary>
    /// <param name="group">The group's conversation.</param>
    [Alias("offer")]
    Task Offer(ConversationId group);
}
