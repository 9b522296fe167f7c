using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Gateway.Messages;

/// <summary>The body that asks: a message, and how long to wait for the answer to it.</summary>
public sealed record AskRequest : SendMessage
{
    /// <summary>The longest wait in one call.</summary>
    private const double MaxSeconds = 600;

    /// <summary>How many seconds to wait for the answer, 0.1 to 600; also its deadline, where the message has none of its own.</summary>
    public double TimeoutSeconds { get; init; } = 30;

    /// <summary>The message to send. It is the same for the same body, so that a repetition with the same key is one.</summary>
    internal SendMessage ToAsk()
    {
        Check.Range(TimeoutSeconds, "timeoutSeconds", 0.1, MaxSeconds);
        bool hasDeadline = ResponseDeadline is not null || ResponseWithinSeconds is not null;
        return ToCommand() with { Ask = true, ResponseWithinSeconds = hasDeadline ? ResponseWithinSeconds : TimeoutSeconds };
    }
}

/// <summary>A message and the answer to it.</summary>
/// <param name="Request">The message that asked.</param>
/// <param name="Response">The answer.</param>
public sealed record AskedView(MessageView Request, MessageView Response);
