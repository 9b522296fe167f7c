using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Access;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Access;

/// <summary>
/// Where several processes share a journal, brings each of them what the others did to access: that there are tokens now, and which
/// were revoked. It looks every second, at one grain's rows; while the journal can't be read, no command can be written either.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="access">Is told.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of looks that failed.</param>
public sealed partial class AccessFollower(
    IJournal journal, AccessState access, TimeProvider time, ILogger<AccessFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private long _next = 1;
    private bool _failed;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!journal.IsShared) return; // what this process does it tells itself
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do await LookAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            (IReadOnlyList<AccessEvent> events, _next) = await AccessJournal.ReadAsync(journal, _next, stoppingToken);
            _failed = false;
            foreach (AccessEvent change in events)
            {
                access.Close(); // whatever is told, there was a token
                if (change is AccessRevoked { Token: var token }) access.Revoke(token);
            }
        }
        catch (JournalUnavailableException error)
        {
            if (!_failed) LogFailed(logger, error, Interval);
            _failed = true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "What other processes did to access can't be read now; looking again every {Interval}")]
    private static partial void LogFailed(ILogger logger, Exception error, TimeSpan interval);
}
