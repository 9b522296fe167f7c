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
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);

    /// <summary>Asks.</summary>
    public static async Task<Changed<AskedView>> RunAsync(
        Body<AskRequest> body, IGrainFactory grains, TimeProvider time, IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        SendMessage command = body.Value.ToAsk();
        return new(await AskAsync(command, TimeSpan.FromSeconds(body.Value.TimeoutSeconds), grains, time, lifetime, null, cancellationToken));
    }

    /// <summary>Asks, from any face.</summary>
    /// <param name="command">The question, with its deadline.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="grains">The grains.</param>
    /// <param name="time">Measures the wait.</param>
    /// <param name="lifetime">Ends it when the host stops.</param>
    /// <param name="waiting">Told for how long it has waited, now and then; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DeadlineExceededException">No answer came in time.</exception>
    public static async Task<Committed<AskedView>> AskAsync(
        SendMessage command, TimeSpan timeout, IGrainFactory grains, TimeProvider time, IHostApplicationLifetime lifetime,
        Func<TimeSpan, Task>? waiting, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        MessageView request = (await MessageEndpoints.Conversation(command, grains).SendDirect(command)).Value;
        var mailbox = grains.GetGrain<IMailboxGrain>(command.From.Value);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        while (true)
        {
            TimeSpan left = timeout - time.GetElapsedTime(start);
            TimeSpan wait = left < TimeSpan.Zero ? TimeSpan.Zero : left < TellEvery ? left : TellEvery;
            ResponseView outcome = await mailbox.WaitForResponse(request.Id, wait, ended.Token);
            if (outcome.Response is { } response)
            {
                CallContext.IdempotencyKey = null; // the question's; the answer's end may be said again anyway
                Committed<DeliveryView> done = await mailbox.Acknowledge(new() { MessageId = response.Id });
                return new(new AskedView(request, response), done.Position);
            }

            if (outcome.Status == ResponseStatus.DeadlineExceeded || left <= TimeSpan.Zero)
            {
                throw new DeadlineExceededException(
                    $"no answer to message {request.Id} came in time; one that comes later is delivered to the inbox of {command.From}");
            }

            if (waiting is not null) await waiting(time.GetElapsedTime(start));
        }
    }
}
