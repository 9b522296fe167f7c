using Microsoft.Extensions.Hosting;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;

namespace Orchestrator.Gateway.Messages;

/// <summary>
/// Sends a message and waits for the answer. Once the answer was given to the caller it is acknowledged; if the caller is
/// gone by then, it comes into its inbox when the deadline is over.
/// </summary>
internal static class Asking
{
    /// <summary>Asks.</summary>
    public static async Task<Changed<AskedView>> RunAsync(
        Body<AskRequest> body, IGrainFactory grains, TimeProvider time, IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        SendMessage command = body.Value.ToAsk();
        long start = time.GetTimestamp();
        MessageView request = (await MessageEndpoints.Conversation(command, grains).SendDirect(command)).Value;
        var mailbox = grains.GetGrain<IMailboxGrain>(command.From.Value);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        TimeSpan timeout = TimeSpan.FromSeconds(body.Value.TimeoutSeconds);
        while (true)
        {
            TimeSpan left = timeout - time.GetElapsedTime(start);
            TimeSpan wait = left < TimeSpan.Zero ? TimeSpan.Zero : left < ReceiveMessages.MaxWait ? left : ReceiveMessages.MaxWait;
            ResponseView outcome = await mailbox.WaitForResponse(request.Id, wait, ended.Token);
            if (outcome.Response is { } response)
            {
                CallContext.IdempotencyKey = null; // the question's; the answer's end may be said again anyway
                Committed<DeliveryView> done = await mailbox.Acknowledge(new() { MessageId = response.Id });
                return new(new(new AskedView(request, response), done.Position));
            }

            if (outcome.Status == ResponseStatus.DeadlineExceeded || left <= TimeSpan.Zero)
            {
                throw new DeadlineExceededException(
                    $"no answer to message {request.Id} came in time; one that comes later is delivered to the inbox of {command.From}");
            }
        }
    }
}
