using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal;

namespace Orchestrator.Grains.EventSourcing;

/// <content>
/// Looking again for a row that came late. A process that is taken for dead, or whose connection broke, may have an append on its
/// way that commits after the next activation has read the journal: a coordinator's, of a transaction in which the grain took
/// part, or the former activation's own. The fence would stop this activation's next write; until then its reads would lack
/// what was acknowledged. So it looks again, and gives way to one that reads the journal anew. Once it has written a row of its
/// own, none can have come before that.
/// </content>
public abstract partial class EventSourcedGrain<TState, TEvent>
{
    // The first is for what was in flight. The second comes after the time in which a store ends a connection that broke.
    private static readonly TimeSpan[] LooksAfter = [TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30)];

    private IGrainTimer? _lookTimer;
    private long _loadedSequence;
    private int _looks;

    /// <summary>
    /// Gives way to an activation that reads the journal anew: the journal has what this one should know, so another one has
    /// written it since. What is asked can't be answered here, neither with yes nor with no.
    /// </summary>
    /// <returns>What the caller gets: the same command, sent again, meets the next activation.</returns>
    protected UnavailableException GiveWay()
    {
        LogLate(Logger, Name);
        MakeWay();
        return IsActivatedAnew();
    }

    private void BeginToLookAgain()
    {
        if (!Journal.IsShared) return; // nobody else has a row on its way
        _loadedSequence = _committedSequence;
        _lookTimer = this.RegisterGrainTimer(
            LookAgainAsync, new GrainTimerCreationOptions(LooksAfter[0], Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        bool isLate;
        try
        {
            isLate = (await Journal.ReadGrainAsync(Name, _loadedSequence + 1, 1, cancellationToken)).Count > 0;
        }
        catch (JournalUnavailableException)
        {
            _lookTimer?.Change(AskAgain, Timeout.InfiniteTimeSpan);
            return;
        }

        if (_makesWay || _committedSequence != _loadedSequence)
        {
            EndLooking();
        }
        else if (isLate && (_inFlight is not null || _prepared is not null))
        {
            _lookTimer?.Change(AskAgain, Timeout.InfiniteTimeSpan); // it may be this activation's own, which is not answered yet
        }
        else if (isLate)
        {
            LogLate(Logger, Name);
            EndLooking();
            MakeWay();
        }
        else if (++_looks < LooksAfter.Length)
        {
            _lookTimer?.Change(LooksAfter[_looks] - LooksAfter[_looks - 1], Timeout.InfiniteTimeSpan);
        }
        else
        {
            EndLooking();
        }
    }

    private void EndLooking()
    {
        _lookTimer?.Dispose();
        _lookTimer = null;
    }

    [LoggerMessage(LogLevel.Warning, "{Grain}: a row came after it was read from the journal; reading it anew")]
    private static partial void LogLate(ILogger logger, string grain);
}
