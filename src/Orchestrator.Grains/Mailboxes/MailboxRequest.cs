using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>A message of the mailbox's own agent that wants an answer by a deadline.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Deadline">Until when the answer is wanted.</param>
/// <param name="Ask">Whether a call waits for the answer.</param>
/// <param name="Status">What came of it.</param>
/// <param name="ResponseIn">The conversation that the answer stands in.</param>
/// <param name="ResponseSequence">The answer's number there.</param>
public sealed record MailboxRequest(
    MessageId MessageId,
    DateTimeOffset Deadline,
    bool Ask,
    ResponseStatus Status = ResponseStatus.Pending,
    ConversationId? ResponseIn = null,
    long ResponseSequence = 0);
