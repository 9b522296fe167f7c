using Microsoft.Extensions.Logging;

namespace Orchestrator.Grains.EventSourcing;

/// <content>
/// Telling other grains what happened to this one. That they know is journaled too, so a crash in between leaves it to the
/// next activation, which the host's sweep brings about: told again until it is known.
/// </content>
public abstract partial class EventSourcedGrain<TState, TEvent>
{
    private static readonly TimeSpan SettleAgain = TimeSpan.FromSeconds(5);

    private Task _settling = Task.CompletedTask;
    private IGrainTimer? _settleTimer;

    /// <summary>The number of the last event that others must be told of; 0 when they know everything, or never need to.</summary>
    /// <param name="state">The state.</param>
    protected virtual long UnsettledIn(TState state) => 0;

    /// <summary>Tells others what they do not know yet. May be done again for the same event.</summary>
    /// <param name="state">What they are to know.</param>
    /// <returns>The event that says that they know.</returns>
    protected virtual Task<TEvent> TellOthersAsync(TState state) => throw new NotSupportedException($"{Name} has nothing to tell");

    /// <summary>Tells others, and waits for it.</summary>
    /// <returns>Whether they all know; otherwise the grain goes on trying.</returns>
    protected async Task<bool> TrySettleAsync()
    {
        if (UnsettledIn(Durable) == 0) return true;
        StartSettling();
        await _settling;
        return UnsettledIn(Durable) == 0;
    }

    /// <summary>
    /// Called before a command is answered from memory, where its first call may have failed after its commit: a command that
    /// tells others is not answered as done before they know, also when it comes again.
    /// </summary>
    protected virtual Task SettleRepeatedAsync() => TrySettleAsync();

    private void StartSettling()
    {
        if (_settling.IsCompleted) _settling = SettleAllAsync();
    }

    private async Task SettleAllAsync()
    {
        await Task.Yield(); // not within an activation's start, whose calls nobody answers yet
        RequestContext.Clear();
        try
        {
            while (UnsettledIn(Durable) > 0)
            {
                TEvent settled = await TellOthersAsync(Durable);
                int first = OpenEvents;
                Raise(settled);
                await CommitAsync(first);
            }
        }
        catch (Exception error)
        {
            LogNotSettled(Logger, error, Name);
            _settleTimer ??= this.RegisterGrainTimer(
                SettleByTimerAsync, new GrainTimerCreationOptions(SettleAgain, Timeout.InfiniteTimeSpan) { Interleave = true });
        }
    }

    private Task SettleByTimerAsync(CancellationToken cancellationToken)
    {
        _settleTimer?.Dispose();
        _settleTimer = null;
        StartSettling();
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "{Grain}: others could not be told what happened to it; trying again")]
    private static partial void LogNotSettled(ILogger logger, Exception error, string grain);
}
