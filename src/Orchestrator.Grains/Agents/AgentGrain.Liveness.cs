using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Agents;

namespace Orchestrator.Grains.Agents;

/// <summary>
/// Notices that heartbeats stop. A grain timer does, while the grain is active; a reminder makes it active again after
/// the host was restarted. The host's own downtime does not count against an agent: the clock starts anew with each
/// activation.
/// </summary>
public sealed partial class AgentGrain
{
    private const string LivenessReminder = "liveness";

    private IGrainTimer? _offlineTimer;
    private bool _reminded;
    private DateTimeOffset? _lastHeartbeat;
    private DateTimeOffset _activatedAt;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        _activatedAt = Now();
        if (State.Watched) StartTimer();
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _reminded = true;
        await CheckAsync(CancellationToken.None);
        await WatchAsync();
    }

    private async Task WatchAsync()
    {
        if (State.Watched)
        {
            StartTimer();
            if (_reminded) return;
            _reminded = true;
            await TryRemindAsync(() => this.RegisterOrUpdateReminder(LivenessReminder, _options.OfflineAfter, _options.OfflineAfter));
        }
        else
        {
            _offlineTimer?.Dispose();
            _offlineTimer = null;
            if (!_reminded) return;
            _reminded = false;
            await TryRemindAsync(async () =>
            {
                if (await this.GetReminder(LivenessReminder) is { } reminder) await this.UnregisterReminder(reminder);
            });
        }
    }

    private void StartTimer() => _offlineTimer ??= this.RegisterGrainTimer(
        CheckAsync, new GrainTimerCreationOptions(Remaining(), Timeout.InfiniteTimeSpan) { Interleave = true });

    private TimeSpan Remaining()
    {
        // What is later than now was before the clock was set back, nobody knows how long: it counts from when that is found.
        DateTimeOffset now = Now();
        if (_activatedAt > now || _lastHeartbeat > now) (_activatedAt, _lastHeartbeat) = (now, null);
        DateTimeOffset heard = _activatedAt;
        if (_lastHeartbeat > heard) heard = _lastHeartbeat.Value;
        if (State.LastHeartbeat > heard && State.LastHeartbeat <= now) heard = State.LastHeartbeat.Value;
        TimeSpan remaining = heard + _options.OfflineAfter - now;
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!State.Watched) return;
        TimeSpan remaining = Remaining();
        if (remaining > TimeSpan.Zero)
        {
            _offlineTimer?.Change(remaining, Timeout.InfiniteTimeSpan);
            return;
        }

        DateTimeOffset? heard = _lastHeartbeat > State.LastHeartbeat ? _lastHeartbeat : State.LastHeartbeat;
        try
        {
            await CommitAsync(new AgentWentOffline { At = Now(), From = State.Status, LastHeartbeat = heard }, View);
            LogOffline(Logger, this.GetPrimaryKeyString(), heard);
            await WatchAsync();
            await Settle();
        }
        catch (Contracts.Errors.UnavailableException error)
        {
            LogNotNoted(Logger, error, this.GetPrimaryKeyString());
            _offlineTimer?.Change(TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
        }
    }

    // A reminder that could not be stored is no reason to refuse a heartbeat that is on disk: the timer watches, and the
    // next commit tries again.
    private async Task TryRemindAsync(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (Exception error)
        {
            _reminded = !_reminded;
            LogReminderFailed(Logger, error, this.GetPrimaryKeyString());
        }
    }

    [LoggerMessage(LogLevel.Warning, "Agent {Agent} went offline; last heard of at {LastHeartbeat}")]
    private static partial void LogOffline(ILogger logger, string agent, DateTimeOffset? lastHeartbeat);

    [LoggerMessage(LogLevel.Warning, "Agent {Agent} is offline but that cannot be journaled now; trying again")]
    private static partial void LogNotNoted(ILogger logger, Exception error, string agent);

    [LoggerMessage(LogLevel.Warning, "Agent {Agent}: the liveness reminder could not be changed")]
    private static partial void LogReminderFailed(ILogger logger, Exception error, string agent);
}
