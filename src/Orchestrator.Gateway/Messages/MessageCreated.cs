using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Gateway.Answers;

namespace Orchestrator.Gateway.Messages;

/// <summary>What sending a message has in common, to an agent and in a conversation.</summary>
internal static class MessageCreated
{
    /// <summary>The answer: the message and its address.</summary>
    public static Created<MessageView> Of(Committed<MessageView> committed) =>
        new($"/api/v1/messages/{committed.Value.Id}", committed);
}
