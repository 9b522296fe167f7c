using Orchestrator.Client.Leases;
using Orchestrator.Client.Messages;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Client;

/// <content>Handling messages.</content>
public sealed partial class AgentConnection
{
    /// <summary>
    /// Works the inbox until it is told to stop: hands each message to the handler. When the handler returns, the message is
    /// acknowledged unless it was ended by it; when the handler throws, it is given back, to come again later as often as its
    /// sender allows, and is a dead letter then.
    /// </summary>
    /// <remarks>
    /// The handler's token is cancelled <see cref="MessageWorkOptions.FinishWithin"/> after the stop, and when another process
    /// registered the agent. Goes on through restarts of the host. A message may be handed out twice: see
    /// <see cref="ReceivedMessage.Attempt"/>.
    /// </remarks>
    /// <param name="handler">Does what the message wants.</param>
    /// <param name="options">How; the defaults when absent.</param>
    /// <param name="stopping">Stops: nothing is taken any more, what is in hand is finished or given back; then this returns.</param>
    /// <exception cref="ConflictException">Another process registered the agent (<c>stale-incarnation</c>).</exception>
    public async Task HandleMessagesAsync(
        Func<ReceivedMessage, CancellationToken, Task> handler, MessageWorkOptions? options = null, CancellationToken stopping = default)
    {
        options ??= new MessageWorkOptions();
        options.Validate();
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        using var drain = new Drain(options.FinishWithin, _caller.Time, stopping);
        var work = new MessageWork(this, handler, options.Inbox, drain, _caller.Time, _logger, Gone());
        await drain.RunAsync(options.Concurrency, work.RunAsync);
    }
}
