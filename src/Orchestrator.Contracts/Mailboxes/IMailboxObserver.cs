using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>An Orleans client to which a mailbox pushes messages (delivery method <c>stream</c>).</summary>
public interface IMailboxObserver : IGrainObserver
{
    /// <summary>Messages came; they are the observer's until their leases end, as if it had received them.</summary>
    /// <param name="items">The messages, most urgent first.</param>
    [Alias("push")]
    Task Push(IReadOnlyList<InboxItem> items);

    /// <summary>The mailbox pushes nothing more: a later incarnation registered, or the mailbox moves. Subscribe again in the latter case.</summary>
    /// <param name="code"><c>stale-incarnation</c> or <c>moved</c>.</param>
    [Alias("end")]
    Task End(string code);
}

/// <summary>Asks a mailbox to push messages.</summary>
[Immutable]
public sealed record SubscribeToMailbox : ICommand
{
    /// <summary>A subscription lasts this long; observers subscribe again before it ends.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);

    /// <summary>Tells this subscription from others of the agent, also when it is renewed: 1 to 128 characters of an identifier.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>The most messages that are pushed and not done, 1 to 100.</summary>
    public int MaxInFlight { get; init; } = 10;

    /// <inheritdoc cref="ReceiveMessages.Lease"/>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <inheritdoc cref="ReceiveMessages.Epoch"/>
    public long? Epoch { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ValidationException">A field is not allowed.</exception>
    public void Validate()
    {
        IdentifierText.Check(SubscriptionId, "subscriptionId");
        Check.Range(MaxInFlight, "maxInFlight", 1, 100);
        Check.Range(Lease, "lease", TimeSpan.FromSeconds(1), TimeSpan.FromHours(12));
        Check.Range(Epoch, "epoch", 1, long.MaxValue);
    }
}
