using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Client;

/// <content>The agent's part in conversations.</content>
public sealed partial class AgentConnection
{
    /// <summary>Takes part in a conversation, or changes the role in it.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="role">What this agent is there for; <c>participant</c> when absent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConflictException">The conversation is closed, or the direct one of two others.</exception>
    public Task<Committed<ConversationView>> JoinAsync(
        ConversationId conversation, string? role = null, CancellationToken cancellationToken = default) =>
        new ConversationClient(_caller).JoinAsync(
            conversation, new JoinConversation { AgentId = AgentId, Role = role }, cancellationToken);

    /// <summary>Notes that the agent read a conversation up to a message; the cursor never goes back.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="sequence">The message's number in it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Committed<ConversationView>> MarkReadAsync(
        ConversationId conversation, long sequence, CancellationToken cancellationToken = default) =>
        new ConversationClient(_caller).MarkReadAsync(
            conversation, new MarkRead { AgentId = AgentId, Sequence = sequence }, cancellationToken);

    /// <summary>The messages that this agent and another one sent each other directly, in order.</summary>
    /// <param name="other">The other agent.</param>
    /// <param name="fromSequence">The number of the first message wanted, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public IAsyncEnumerable<MessageView> GetTranscriptAsync(
        AgentId other, long fromSequence = 1, CancellationToken cancellationToken = default) =>
        GetTranscriptAsync(ConversationId.Direct(AgentId, other), fromSequence, cancellationToken);

    /// <inheritdoc cref="ConversationClient.GetTranscriptAsync"/>
    public IAsyncEnumerable<MessageView> GetTranscriptAsync(
        ConversationId conversation, long fromSequence = 1, CancellationToken cancellationToken = default) =>
        new ConversationClient(_caller).GetTranscriptAsync(conversation, fromSequence, cancellationToken);
}
