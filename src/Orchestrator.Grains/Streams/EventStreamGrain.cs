using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Streams;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Streams;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Streams;

/// <inheritdoc cref="IEventStreamGrain"/>
[Reentrant]
[SuppressMessage("Design", "CA1001", Justification = "An activation ends with OnDeactivateAsync, which disposes it.")]
public sealed partial class EventStreamGrain(
    EventSourcingServices services, EventFeed feed, IOptions<StreamOptions> options, ILogger<EventStreamGrain> logger) : Grain, IEventStreamGrain
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(1);

    private EventPush? _push;

    /// <inheritdoc/>
    public async Task<EventCursor> Follow(FollowEvents command, IEventObserver observer)
    {
        command.Validate();
        if (_push is { IsEnded: false } running && running.Command.Run == command.Run)
        {
            running.Renew();
            return running.Begin;
        }

        FeedReader reader = await OpenAsync(command);
        _push?.Stop();
        _push = new(command, observer, reader, options.Value, services.Time);
        _push.Pushing = RunAsync(_push);
        return _push.Begin;
    }

    /// <inheritdoc/>
    public Task Acknowledge(long run, long events)
    {
        if (_push?.Command.Run == run) _push.Acknowledge(events);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Unfollow()
    {
        _push?.Stop();
        _push = null;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_push is { IsEnded: false } push)
        {
            push.Stop();
            await EndAsync(push, "moved").WaitAsync(FarewellTime, services.Time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    private async Task<FeedReader> OpenAsync(FollowEvents command)
    {
        try
        {
            return await feed.OpenAsync(command.Filter, command.After, CancellationToken.None);
        }
        catch (TooManyReadersException error)
        {
            throw new UnavailableException(error.Message, error);
        }
    }

    private async Task RunAsync(EventPush push)
    {
        try
        {
            await push.RunAsync();
        }
        catch (OperationCanceledException) when (push.IsEnded)
        {
            // Ended by its client, by a later run, or because nobody renewed it.
        }
        catch (CursorExpiredException expired)
        {
            await EndAsync(push, expired.Code);
        }
        catch (Exception error)
        {
            // The client is gone, or the journal can't be read. If it is there still, it follows anew from where it is.
            LogEnded(logger, error, this.GetPrimaryKeyString());
            await EndAsync(push, "unavailable");
        }
        finally
        {
            push.Dispose();
        }
    }

    private async Task EndAsync(EventPush push, string code)
    {
        push.Stop();
        try
        {
            await push.Observer.End(push.Command.Run, code);
        }
        catch (Exception error)
        {
            LogEnded(logger, error, this.GetPrimaryKeyString());
        }
    }

    [LoggerMessage(LogLevel.Information, "Events are not pushed to {Subscription} any more")]
    private static partial void LogEnded(ILogger logger, Exception error, string subscription);
}
