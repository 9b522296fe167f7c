using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orchestrator.Client.Diagnostics;
using Orchestrator.Client.Leases;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Client.Messages;

/// <summary>One worker: receives messages, hands them to a handler and ends them as the handler ended.</summary>
internal sealed partial class MessageWork(
    AgentConnection agent,
    Func<ReceivedMessage, CancellationToken, Task> handler,
    InboxOptions options,
    Drain drain,
    TimeProvider time,
    ILogger logger,
    CancellationToken gone)
{
    private const int MaxReason = 1_000;

    /// <summary>Works until it is told to stop.</summary>
    public async Task RunAsync()
    {
        await foreach (ReceivedMessage message in agent.InboxAsync(options, drain.Stopping))
        {
            if (drain.Stopping.IsCancellationRequested) await EndAsync(message, token => message.NackAsync(TimeSpan.Zero, "its agent stops", token));
            else await HandleAsync(message);
        }
    }

    private async Task HandleAsync(ReceivedMessage message)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(gone, drain.Over);
        using Activity? activity = ClientTelemetry.Process(agent.AgentId.Value, message.Message);
        long began = time.GetTimestamp();
        string outcome = "failed";
        try
        {
            await handler(message, running.Token);
            await EndAsync(message, message.AckAsync);
            outcome = "ok";
        }
        catch (OperationCanceledException) when (running.IsCancellationRequested)
        {
            outcome = "stopped";
            await EndAsync(message, token => message.NackAsync(TimeSpan.Zero, "its agent stops", token));
        }
        catch (Exception exception)
        {
            ClientTelemetry.Fail(activity, exception);
            LogFailed(agent.AgentId, message.Id, message.Attempt, exception);
            string reason = exception.Message.Length > MaxReason ? exception.Message[..MaxReason] : exception.Message;
            await EndAsync(message, token => message.NackAsync(delay: null, reason, token));
        }
        finally
        {
            ClientTelemetry.Processed(outcome, time.GetElapsedTime(began));
        }
    }

    private async Task EndAsync(ReceivedMessage message, Func<CancellationToken, Task> end)
    {
        if (message.IsSettled) return;

        // What was done is said for a while even if the agent must end now.
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using CancellationTokenRegistration limit = drain.Over.Register(() => patience.CancelAfter(agent.SignOffTimeout));
        try
        {
            await end(patience.Token);
        }
        catch (Exception exception)
        {
            // It comes back when its lease ran out, to this worker or another.
            LogNotEnded(agent.AgentId, message.Id, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "Agent {AgentId} failed at message {MessageId}, attempt {Attempt}")]
    private partial void LogFailed(AgentId agentId, MessageId messageId, int attempt, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Agent {AgentId} could not say what became of message {MessageId}, which comes back: {Reason}")]
    private partial void LogNotEnded(AgentId agentId, MessageId messageId, string reason);
}
