using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orchestrator.Client.Calls;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Client.Messages;

/// <summary>
/// A subscription to an agent's mailbox: what the host pushes comes out of <see cref="Items"/>. It is renewed, and made
/// anew when the host restarts, until it is disposed.
/// </summary>
internal sealed partial class MailboxStream : IMailboxObserver, IAsyncDisposable
{
    private static readonly TimeSpan Renewal = SubscribeToMailbox.Duration / 3;

    private readonly Channel<(InboxItem Item, long TakenAt)> _items = Channel.CreateUnbounded<(InboxItem, long)>();
    private readonly HostCaller _caller;
    private readonly SubscribeToMailbox _command;
    private readonly Func<long> _epoch;
    private readonly IMailboxGrain _mailbox;
    private readonly IMailboxObserver _reference;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping;
    private readonly Task _subscribing;
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MailboxStream(
        HostCaller caller, AgentId agent, SubscribeToMailbox command, Func<long> epoch, ILogger logger, CancellationToken stopping)
    {
        _caller = caller;
        _command = command;
        _epoch = epoch;
        _logger = logger;
        _mailbox = caller.Grain<IMailboxGrain>(agent.Value);
        _reference = caller.Observe<IMailboxObserver>(this);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _subscribing = SubscribeAsync();
    }

    /// <summary>What was pushed, each with the time at which it came; it ends with the error that ended the stream.</summary>
    public ChannelReader<(InboxItem Item, long TakenAt)> Items => _items.Reader;

    /// <inheritdoc/>
    public Task Push(IReadOnlyList<InboxItem> items)
    {
        long now = _caller.Time.GetTimestamp();
        foreach (InboxItem item in items) _items.Writer.TryWrite((item, now));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task End(string code)
    {
        _moved.TrySetResult(); // subscribing again tells what is true
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _subscribing;
        try
        {
            await _mailbox.Unsubscribe(_command.SubscriptionId)
                .WaitAsync(TimeSpan.FromSeconds(1), _caller.Time, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Nobody renews it any more; it ends by itself.
            LogNotUnsubscribed(exception.Message);
        }

        _caller.Forget(_reference);
        _stopping.Dispose();
    }

    private async Task SubscribeAsync()
    {
        RequestContext.Clear();
        try
        {
            while (true)
            {
                SubscribeToMailbox command = _command with { Epoch = _epoch() };
                try
                {
                    await _caller.RepeatAsync("subscribe", _ => SubscribeAsync(command), Timeout.InfiniteTimeSpan, _stopping.Token);
                }
                catch (ConflictException exception) when (exception.Code == ErrorCodes.StaleIncarnation && command.Epoch < _epoch())
                {
                    continue; // this very process registered again: the host had lost the agent
                }

                await MovedAsync();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _items.Writer.TryComplete();
        }
        catch (OrchestratorException exception)
        {
            _items.Writer.TryComplete(exception);
        }
    }

    private async Task MovedAsync()
    {
        try
        {
            await _moved.Task.WaitAsync(Renewal, _caller.Time, _stopping.Token);
            _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        catch (TimeoutException)
        {
            // Time to renew it.
        }
    }

    private async Task<bool> SubscribeAsync(SubscribeToMailbox command)
    {
        await _mailbox.Subscribe(command, _reference);
        return true;
    }

    [LoggerMessage(LogLevel.Debug, "A subscription was not ended at the host and runs out there: {Reason}")]
    private partial void LogNotUnsubscribed(string reason);
}
