using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Client;

/// <summary>How an inbox is read.</summary>
public sealed record InboxOptions
{
    /// <summary>
    /// How many messages one call takes, 1 to 100. They are handed on one by one. With 1, an urgent message never waits
    /// behind others that were taken with it, and none uses up its attempts while it waits for its turn.
    /// </summary>
    public int Max { get; init; } = 1;

    /// <summary>
    /// How long the taken messages are this reader's, 1 s to 12 h. What is not acknowledged in that time comes back,
    /// to this reader or another; so it must be enough for <see cref="Max"/> messages.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one call waits at the host for a first message, 0 to 20 s; then the next call waits.</summary>
    public TimeSpan Wait { get; init; } = ReceiveMessages.MaxWait;

    /// <summary>
    /// Whether the host pushes messages as they come (delivery method <c>stream</c>), <see cref="Max"/> that are not done at a
    /// time, rather than being asked for them. Does not go with <see cref="StopWhenEmpty"/>.
    /// </summary>
    public bool Push { get; init; }

    /// <summary>Whether to end when a call brings nothing, rather than to wait for more.</summary>
    public bool StopWhenEmpty { get; init; }

    /// <summary>The command that begins a stream.</summary>
    internal SubscribeToMailbox ToSubscription()
    {
        if (StopWhenEmpty) throw new ValidationException("stopWhenEmpty", "does not go with push: a stream is never empty");
        var command = new SubscribeToMailbox { SubscriptionId = Guid.NewGuid().ToString("N"), MaxInFlight = Max, Lease = Lease };
        command.Validate();
        return command;
    }

    /// <summary>The command of one call, whose answer must come before the call times out.</summary>
    internal ReceiveMessages ToCommand(TimeSpan callTimeout)
    {
        var command = new ReceiveMessages { Max = Max, Lease = Lease, Wait = Wait };
        command.Validate();
        TimeSpan longest = callTimeout * 2 / 3;
        return command.Wait > longest ? command with { Wait = longest } : command;
    }
}
