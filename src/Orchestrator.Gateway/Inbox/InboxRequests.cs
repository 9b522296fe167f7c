using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Gateway.Inbox;

/// <summary>The body that gives a message back; the path names it.</summary>
public sealed record ReturnMessageRequest
{
    /// <summary>For how many seconds it stays away, 0 to 86,400; when absent, longer with each attempt.</summary>
    public double? DelaySeconds { get; init; }

    /// <inheritdoc cref="ReturnMessage.Reason"/>
    public string? Reason { get; init; }

    internal TimeSpan? Delay()
    {
        Check.Range(DelaySeconds, "delaySeconds", 0, 24 * 60 * 60);
        return DelaySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }
}

/// <summary>The body that says that a message can't be done; the path names it.</summary>
public sealed record FailMessageRequest
{
    /// <inheritdoc cref="FailMessage.Reason"/>
    public required string Reason { get; init; }
}
