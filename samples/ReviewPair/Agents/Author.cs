using Orchestrator.Client;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using ReviewPair.Git;
using ReviewPair.Messages;

namespace ReviewPair.Agents;

/// <summary>The agent that asks for reviews: sends every changed file, then waits for an answer to each.</summary>
internal sealed class Author(IOrchestratorClient client, AgentId id, AgentId reviewer, TextWriter output)
{
    private readonly HashSet<MessageId> _waiting = [];
    private int _findings;

    /// <summary>Sends the changes and waits.</summary>
    /// <param name="repository">Where the changes are.</param>
    /// <param name="directory">The repository's folder, told to the host.</param>
    /// <param name="commits">How many of the newest commits count.</param>
    /// <param name="patience">How long to wait for the next answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(
        GitRepository repository, string directory, int commits, TimeSpan patience, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChangedFile> files = await repository.ChangesAsync(commits, cancellationToken);
        SessionView session = await client.Sessions.CreateAsync(
            new CreateSession { Name = $"Review of {commits} commits", Type = "review", ProjectPath = directory, MainAgentId = id },
            cancellationToken);
        await using AgentConnection agent = await client.RegisterAsync(
            new RegisterAgent { Id = id, Name = "author", Type = "code-author", WorkspacePath = directory, SessionId = session.Id },
            cancellationToken);
        await agent.SetStatusAsync(AgentStatus.Busy, "sending files for review", cancellationToken);
        var builder = new RequestBuilder(repository);
        foreach (ChangedFile file in files)
        {
            ReviewRequest request = await builder.BuildAsync(file, cancellationToken);
            MessageView sent = (await agent.SendAsync(ToMessage(request, session.Id), cancellationToken)).Value;
            _waiting.Add(sent.Id);
        }

        await output.WriteLineAsync($"{files.Count} files sent to {reviewer}");
        await agent.SetStatusAsync(AgentStatus.Idle, "waiting for reviews", cancellationToken);
        if (files.Count > 0) await CollectAsync(agent, patience, cancellationToken);
        string summary = $"{files.Count} files reviewed, {_findings} findings";
        await client.Sessions.EndAsync(session.Id, summary, cancellationToken);
        await agent.SendAsync(
            new SendMessage
            {
                From = id,
                To = reviewer,
                SessionId = session.Id,
                Type = MessageType.Notification,
                Tags = [ReviewTags.Done],
                Content = MessageContent.Of(summary),
            },
            cancellationToken);
        await output.WriteLineAsync(summary);
    }

    private async Task CollectAsync(AgentConnection agent, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(patience);
        try
        {
            await foreach (ReceivedMessage message in agent.InboxAsync(cancellationToken: waiting.Token))
            {
                if (message.Message is { Type: MessageType.Response, ResponseTo: { } request } && _waiting.Remove(request))
                {
                    Review review = ReviewMessages.ReadReview(message.Message);
                    _findings += review.Findings.Count + review.MoreFindings;
                    waiting.CancelAfter(patience);
                }

                await message.AckAsync(cancellationToken);
                if (_waiting.Count == 0) return;
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{_waiting.Count} files have no answer from {reviewer}, none in {patience.TotalSeconds} seconds", exception);
        }
    }

    private SendMessage ToMessage(ReviewRequest request, SessionId session) => new()
    {
        From = id,
        To = reviewer,
        SessionId = session,
        Type = MessageType.Request,
        Tags = [ReviewTags.Request],
        Content = MessageContent.Of($"Please review {request.Path} ({request.Status} in {request.Commit})"),
        Context = ReviewMessages.Write(request),
    };
}
