using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>
/// Pushing messages to Orleans clients that observe the mailbox. A push is a lease like any other: what the client does
/// not acknowledge comes back. Subscriptions are kept in memory only; clients renew them.
/// </summary>
public sealed partial class MailboxGrain
{
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task Subscribe(SubscribeToMailbox command, IMailboxObserver observer)
    {
        command.Validate();
        CheckCaller(command.Epoch);
        DateTimeOffset until = Now() + SubscribeToMailbox.Duration;
        if (_subscriptions.TryGetValue(command.SubscriptionId, out Subscription? known)
            && known.Command == command && known.Observer.Equals(observer))
        {
            known.Until = until;
        }
        else
        {
            _subscriptions[command.SubscriptionId] = new(command, observer, Push) { Until = until };
        }

        int first = OpenEvents;
        ServeWaiting();
        await CommitAsync(first);
    }

    /// <inheritdoc/>
    public Task Unsubscribe(string subscriptionId)
    {
        _subscriptions.Remove(subscriptionId);
        return Task.CompletedTask;
    }

    private void ServeSubscriptions()
    {
        DateTimeOffset now = Now();
        foreach (Subscription subscription in _subscriptions.Values.ToArray())
        {
            if (subscription.Until <= now) _subscriptions.Remove(subscription.Command.SubscriptionId);
            if (subscription.Room(now) <= 0) continue;
            IReadOnlyList<MailboxItem> leased = Lease(subscription.Want(now));
            if (leased.Count == 0) return;
            subscription.Pushed(leased.Select(item => (item.Id, item.LeasedUntil!.Value)));
            subscription.Pushing = PushAsync(subscription, subscription.Pushing, leased);
        }
    }

    private Subscription? NextSubscription()
    {
        DateTimeOffset now = Now();
        return _subscriptions.Values.FirstOrDefault(subscription => subscription.Room(now) > 0);
    }

    private void Finished(MessageId id)
    {
        if (_subscriptions.Count == 0) return;
        foreach (Subscription subscription in _subscriptions.Values) subscription.Finished(id);
        ServeWaiting(); // there is room for the next one
    }

    private void Push(Subscription subscription, IReadOnlyList<InboxItem> drawn) =>
        subscription.Pushing = PushAsync(subscription, subscription.Pushing, drawn);

    private async Task PushAsync(Subscription subscription, Task before, IReadOnlyList<MailboxItem> leased)
    {
        try
        {
            // The command in whose turn this is leased begins the write: it has yet to say who caused its events, and its answer.
            await RaisedCommit;
            await PushAsync(subscription, before, await FillAsync(leased));
        }
        catch (Exception error)
        {
            // Not on disk, or not readable now: not pushed. A lease that is on disk ends by itself.
            LogNotPushed(Logger, error, Id.Value);
        }
    }

    private async Task PushAsync(Subscription subscription, Task before, IReadOnlyList<InboxItem> items)
    {
        await before;
        try
        {
            await subscription.Observer.Push(items);
        }
        catch (Exception error)
        {
            // The client has gone. What it may have got is its until the lease ends; nothing more goes there.
            LogNotPushed(Logger, error, Id.Value);
            _subscriptions.Remove(subscription.Command.SubscriptionId);
        }
    }

    private void EndSubscription(Subscription subscription, string code)
    {
        _subscriptions.Remove(subscription.Command.SubscriptionId);
        subscription.Pushing = EndAsync(subscription, code);
    }

    private async Task EndAsync(Subscription subscription, string code)
    {
        try
        {
            await subscription.Pushing;
            await subscription.Observer.End(code);
        }
        catch (Exception error)
        {
            LogNotPushed(Logger, error, Id.Value);
        }
    }

    private async Task EndSubscriptionsAsync(CancellationToken cancellationToken)
    {
        Subscription[] all = [.. _subscriptions.Values];
        foreach (Subscription subscription in all) EndSubscription(subscription, "moved");
        await Task.WhenAll(all.Select(subscription => subscription.Pushing))
            .WaitAsync(TimeSpan.FromSeconds(1), Time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [LoggerMessage(LogLevel.Information, "Mailbox {Agent}: a subscriber could not be reached; its subscription ends")]
    private static partial void LogNotPushed(ILogger logger, Exception error, string agent);
}
