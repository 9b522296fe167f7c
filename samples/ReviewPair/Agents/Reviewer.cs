using Orchestrator.Client;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using ReviewPair.Messages;
using ReviewPair.Rules;

namespace ReviewPair.Agents;

/// <summary>The agent that reviews: answers every request in its inbox with what its rules find.</summary>
internal sealed class Reviewer(IOrchestratorClient client, AgentId id, TextWriter output)
{
    /// <summary>Reviews until it is stopped, or until an author says that it is done.</summary>
    /// <param name="once">Whether to end when an author is done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(bool once, CancellationToken cancellationToken)
    {
        await using AgentConnection agent = await client.RegisterAsync(
            new RegisterAgent { Id = id, Name = "reviewer", Type = "code-reviewer", Capabilities = ["code-review"] },
            cancellationToken);
        await agent.SetStatusAsync(AgentStatus.Idle, cancellationToken: cancellationToken);
        await output.WriteLineAsync($"{id} waits for requests");
        await foreach (ReceivedMessage message in agent.InboxAsync(cancellationToken: cancellationToken))
        {
            bool done = message.Message.Tags.Contains(ReviewTags.Done);
            if (message.Message is { Type: MessageType.Request, Context: { } context } && message.Message.Tags.Contains(ReviewTags.Request))
            {
                ReviewRequest request = ReviewMessages.ReadRequest(context);
                await agent.SetStatusAsync(AgentStatus.Busy, $"reviewing {request.Path}", cancellationToken);
                Review review = Reviewing.Of(request);

                // Answered before it is acknowledged: whatever stops this process, the request is answered once.
                await message.RespondAsync(ReviewMessages.Write(review), cancellationToken: cancellationToken);
                await output.WriteLineAsync($"{request.Path}: {review.Findings.Count + review.MoreFindings} findings");
            }

            await message.AckAsync(cancellationToken);
            if (done && once) return;
            await agent.SetStatusAsync(AgentStatus.Idle, string.Empty, cancellationToken);
        }
    }
}
