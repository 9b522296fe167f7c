using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>A message of the mailbox's own agent that wants an answer by a deadline.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Deadline">Until when the answer is wanted.</param>
/// <param name="Ask">Whether a call waits for the answer.</param>
/// <param name="To">Whom it asks; null for anybody.</param>
/// <param name="Status">What came of it.</param>
/// <param name="ResponseIn">The conversation that the answer stands in.</param>
/// <param name="ResponseSequence">The answer's number there.</param>
public sealed record MailboxRequest(
    MessageId MessageId,
    DateTimeOffset Deadline,
    bool Ask,
    Recipients? To = null,
    ResponseStatus Status = ResponseStatus.Pending,
    ConversationId? ResponseIn = null,
    long ResponseSequence = 0)
{
    /// <summary>Whether an agent's answer counts. Who is in a group is not known here, so of a group's request anybody's does.</summary>
    /// <param name="agent">The agent.</param>
    public bool Asks(AgentId agent) => To is not { Agents: { Count: > 0 } asked } || asked.Contains(agent);
}
