using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Client;

/// <content>Asking.</content>
public sealed partial class AgentConnection
{
    /// <summary>
    /// Sends a text and waits for the answer: the first message that responds to it. The answer does not come into the
    /// inbox, unless this process is gone before it got it.
    /// </summary>
    /// <param name="to">Who is asked. Of several, the first to answer counts.</param>
    /// <param name="content">The text.</param>
    /// <param name="timeout">How long to wait, 0.1 s to 30 days.</param>
    /// <param name="cancellationToken">Gives up; an answer then comes into the inbox after the timeout.</param>
    /// <exception cref="DeadlineExceededException">No answer came in time. One that comes later comes into the inbox.</exception>
    public Task<MessageView> AskAsync(
        Recipients to, string content, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        AskAsync(
            new SendMessage
            {
                From = AgentId,
                To = to,
                Type = MessageType.Request,
                Content = MessageContent.Of(content),
                ResponseWithinSeconds = timeout.TotalSeconds,
            },
            cancellationToken);

    /// <summary>Sends a message and waits for the answer to it.</summary>
    /// <param name="message">The message; it must have <see cref="SendMessage.ResponseWithinSeconds"/> or a deadline.</param>
    /// <param name="cancellationToken">Gives up; an answer then comes into the inbox after the deadline.</param>
    /// <exception cref="DeadlineExceededException">No answer came in time. One that comes later comes into the inbox.</exception>
    public async Task<MessageView> AskAsync(SendMessage message, CancellationToken cancellationToken = default)
    {
        MessageView request = (await SendAsync(message with { Ask = true }, cancellationToken)).Value;
        IMailboxGrain mailbox = _caller.Grain<IMailboxGrain>(AgentId.Value);
        TimeSpan wait = _caller.Options.CallTimeout * 2 / 3;
        if (wait > ReceiveMessages.MaxWait) wait = ReceiveMessages.MaxWait;
        while (true)
        {
            ResponseView outcome = await _caller.RepeatAsync(
                "wait-for-response", _ => mailbox.WaitForResponse(request.Id, wait, cancellationToken), Timeout.InfiniteTimeSpan, cancellationToken);
            if (outcome.Response is { } response)
            {
                await AckAsync(response.Id, CancellationToken.None);
                return response;
            }

            if (outcome.Status == ResponseStatus.DeadlineExceeded)
            {
                throw new DeadlineExceededException(
                    $"no answer to message {request.Id} came by {request.ResponseDeadline:O}; one that comes later comes into the inbox of {AgentId}");
            }
        }
    }
}
