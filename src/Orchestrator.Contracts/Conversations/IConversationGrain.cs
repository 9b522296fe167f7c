using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Transactions;

namespace Orchestrator.Contracts.Conversations;

/// <summary>
/// A conversation and its transcript. Its key is a <see cref="ConversationId"/>. See
/// <see cref="Sessions.ISessionGrain"/> for the errors that all methods share.
/// </summary>
[Alias("conversation")]
public interface IConversationGrain : ITransactional
{
    /// <summary>Creates it; a conflict when its id was used before.</summary>
    [Alias("create")]
    Task<Committed<ConversationView>> Create(CreateConversation command);

    /// <summary>Reads it, without its messages.</summary>
    [Alias("get")]
    Task<ConversationView> Get();

    /// <summary>
    /// Sends a message to the other participants, or to one of them. Once this returns, the message is on disk, and it
    /// reaches every recipient's mailbox whatever crashes.
    /// </summary>
    /// <exception cref="Errors.ForbiddenException">The sender, or the recipient it names, takes no part.</exception>
    /// <exception cref="Errors.ConflictException">The conversation is closed, or the message's own id was used.</exception>
    [Alias("send")]
    Task<Committed<MessageView>> Send(SendMessage command);

    /// <summary>
    /// Sends a message to whom it names, in the conversation that they and the sender have by themselves: that of the
    /// agents, which begins with their first message, or that of the group. The grain's key is
    /// <see cref="ConversationId.Of"/> of sender and recipients.
    /// </summary>
    /// <exception cref="Errors.ConflictException">The group has no member but the sender (<c>no-recipients</c>).</exception>
    [Alias("send-direct")]
    Task<Committed<MessageView>> SendDirect(SendMessage command);

    /// <summary>Makes agents of a group its members; called for each when it registers. Again for the same it does nothing.</summary>
    /// <param name="group">The group whose conversation this is.</param>
    /// <param name="agentId">The agent.</param>
    [Alias("add-member")]
    Task AddMember(AgentGroup group, AgentId agentId);

    /// <summary>Takes an agent out of the group; what it was sent before stays its own.</summary>
    /// <param name="agentId">The agent.</param>
    [Alias("remove-member")]
    Task RemoveMember(AgentId agentId);

    /// <summary>Reads messages in order.</summary>
    /// <param name="fromSequence">The number of the first message wanted, from 1.</param>
    /// <param name="max">How many at most, 1 to 1,000.</param>
    [Alias("get-messages")]
    Task<IReadOnlyList<MessageView>> GetMessages(long fromSequence, int max);

    /// <summary>Replaces a message's content.</summary>
    /// <exception cref="Errors.ForbiddenException">Another agent sent it.</exception>
    [Alias("edit")]
    Task<Committed<MessageView>> Edit(EditMessage command);

    /// <summary>Adds an agent or changes its role.</summary>
    [Alias("join")]
    Task<Committed<ConversationView>> Join(JoinConversation command);

    /// <summary>Takes an agent out.</summary>
    [Alias("leave")]
    Task<Committed<ConversationView>> Leave(AgentId agentId);

    /// <summary>Moves an agent's read cursor forward.</summary>
    [Alias("mark-read")]
    Task<Committed<ConversationView>> MarkRead(MarkRead command);

    /// <summary>Closes it. A direct conversation stays open.</summary>
    [Alias("complete")]
    Task<Committed<ConversationView>> Complete();

    /// <summary>Puts it away once closed.</summary>
    [Alias("archive")]
    Task<Committed<ConversationView>> Archive();

    /// <summary>
    /// Hands every message that a mailbox does not have yet to that mailbox. Called for conversations whose hand-off
    /// was cut short by a crash; harmless at any time. Returns when all of it is journaled by the mailboxes.
    /// </summary>
    [Alias("dispatch")]
    Task Dispatch();
}
