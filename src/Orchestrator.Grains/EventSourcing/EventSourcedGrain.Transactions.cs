using System.Globalization;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Transactions;
using Orchestrator.Grains.Transactions;
using Orchestrator.Journal;

namespace Orchestrator.Grains.EventSourcing;

/// <content>
/// Taking part in transactions. The grain's methods are called as ever; what they raise stays in the open commit, their calls
/// wait for it, and the coordinator writes it together with that of other grains. Calls from elsewhere wait until the
/// transaction has ended, so that it is seen as a whole or not at all.
/// </content>
public abstract partial class EventSourcedGrain<TState, TEvent> : ITransactional
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private HeldTransaction? _held;
    private IGrainTimer? _holdTimer;
    private (TState State, long Sequence, JournalAppend Row)? _prepared;
    private bool _makesWay;

    /// <summary>
    /// Whether this runs in the flow of a transaction's command, which must not have another grain commit: that would stay when
    /// the transaction is given up.
    /// </summary>
    protected bool InTransaction => _held?.CurrentCall is not null;

    /// <inheritdoc/>
    public async Task Hold(TransactionId id)
    {
        await UntilFreeAsync();
        if (_makesWay) throw IsActivatedAnew();
        var held = new HeldTransaction(id, this);
        _held = held;
        _holdTimer = this.RegisterGrainTimer(
            _ => OnHeldTooLongAsync(held), new GrainTimerCreationOptions(LongestHold, Timeout.InfiniteTimeSpan) { Interleave = true });
        await _writing; // what was decided before goes its own way
        if (_makesWay) throw IsActivatedAnew();
    }

    /// <inheritdoc/>
    public async Task<PreparedCommit> Prepare(TransactionId id, int commands)
    {
        if (_held is not { } held || held.Id != id) throw HeldTransaction.Aborted(id);
        await held.DecidedAsync(commands);
        if (_held != held) throw HeldTransaction.Aborted(id);
        held.Prepared = true;
        if (_open is not { Count: > 0 } commit) return new([], held.Answers);
        _open = null;
        _inFlight = commit;
        JournalAppend row = commit.ToAppend(Name, _raisedSequence - commit.Count + 1, Now());
        _prepared = (State, _raisedSequence, row);
        return new([.. commit.Claims.Prepend(row).Select(TransactionRow.Prepared)], held.Answers);
    }

    /// <inheritdoc/>
    public Task Written(TransactionId id, long position)
    {
        if (_held?.Id != id && position > Position) MakeWay();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Confirm(TransactionId id, long position)
    {
        // Two activations of a coordinator, one on a silo that is taken for dead, may carry out the same transaction. A position that the
        // grain has already is that of the other one's rows: what is prepared now is not in the journal.
        bool isItsOwn = _prepared is null ? position == 0 : position > Position;
        if (_held is not { Prepared: true } held || held.Id != id || !isItsOwn) return Written(id, position);
        Confirmed(position);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Abort(TransactionId id)
    {
        if (_held is { } held && held.Id == id) Aborted(held, reload: false);
        return Task.CompletedTask;
    }

    // A call while a transaction holds the grain, or one of a transaction.
    private async Task InvokeAroundTransactionAsync(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType == typeof(ITransactional) || IsTimer(context)
            || context.InterfaceMethod.IsDefined(typeof(AnswersWhileHeldAttribute), inherit: false))
        {
            await context.Invoke();
            return;
        }

        if (CallContext.Transaction is not { } part)
        {
            await UntilFreeAsync();
            await Invoke(context);
            return;
        }

        CallContext.Transaction = null; // what the grain calls in its turn is no part of it
        int slash = part.LastIndexOf('/');
        TransactionId id = TransactionId.Parse(part[..slash]);
        if (_held is not { } held || held.Id != id) throw HeldTransaction.Aborted(id);
        HeldTransaction.Call call = await held.BeginAsync(int.Parse(part.AsSpan(slash + 1), CultureInfo.InvariantCulture));
        call.Enter();
        try
        {
            await context.Invoke();
            call.Decide();
        }
        catch
        {
            call.Refuse();
            throw;
        }
    }

    // Orleans brings a timer's tick as a call of an interface of its own. The one that ends a hold must not wait for its end.
    private static bool IsTimer(IIncomingGrainCallContext context) =>
        context.InterfaceMethod.DeclaringType is { } type && type.Assembly != typeof(ITransactional).Assembly && type != typeof(IRemindable);

    private async Task UntilFreeAsync()
    {
        long waited = Time.GetTimestamp();
        while (_held is { } other)
        {
            TimeSpan left = LongestHold - Time.GetElapsedTime(waited);
            try
            {
                await other.Ended.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, Time);
            }
            catch (TimeoutException error)
            {
                throw new UnavailableException($"{Name} is held by transaction {other.Id}; send the command again", error);
            }
        }
    }

    private void Confirmed(long position)
    {
        if (_inFlight is { } commit && _prepared is { } prepared)
            Succeeded(commit, prepared.State, prepared.Sequence, prepared.Row, position);
        Release();
    }

    private void Aborted(HeldTransaction held, bool reload)
    {
        var answer = new UnavailableException($"it was decided together with transaction {held.Id}, which was given up; send the command again");
        _inFlight?.Fail(answer);
        GiveUp(answer);
        Release();
        if (reload) MakeWay();
    }

    // Ends the activation for one that reads the journal again. From here on it gets no calls, so no coordinator could tell it
    // anything. A transaction that holds it cannot become true: its row here, if any, would stand where another's stands.
    private void MakeWay()
    {
        _makesWay = true;
        DeactivateOnIdle();
        if (_held is { } held) Aborted(held, reload: false);
        OnMakingWay();
    }

    /// <summary>Whether the activation ends because the journal has what it should know itself.</summary>
    protected bool MakesWay => _makesWay;

    /// <summary>
    /// Called in the grain's turn when the activation begins to make way. The next one begins when all calls of this one have ended,
    /// so those that wait for something must not wait any longer.
    /// </summary>
    protected virtual void OnMakingWay()
    {
    }

    private UnavailableException IsActivatedAnew() => new($"{Name} is being read anew from the journal; send the command again");

    private void Release()
    {
        HeldTransaction held = _held!;
        _held = null;
        _inFlight = null;
        _prepared = null;
        _holdTimer?.Dispose();
        _holdTimer = null;
        held.End();
        if (_open is { Count: > 0 } && _writing.IsCompleted) _writing = WriteAsync();
    }

    // The coordinator is gone, or slow. As long as no row was handed out, nothing can have been written. After that the
    // journal is asked, by writing the row that only one may write.
    private async Task OnHeldTooLongAsync(HeldTransaction held)
    {
        if (_held != held) return;
        LogHeldTooLong(Logger, Name, held.Id.Value);
        if (!held.Prepared)
        {
            Aborted(held, reload: false);
            return;
        }

        try
        {
            bool committed = await TransactionRow.WasCommittedAsync(Journal, held.Id, Now());
            if (_held != held) return;
            IReadOnlyList<JournalEntry> rows = committed && _prepared is { } prepared
                ? await Journal.ReadGrainAsync(Name, prepared.Row.Sequence, 1, CancellationToken.None)
                : [];
            if (_held != held) return; // its coordinator said so meanwhile

            // Where it is committed without the row, another activation of the coordinator did that, before this hold.
            if (!committed || (_prepared is not null && rows.Count == 0)) Aborted(held, reload: true);
            else Confirmed(rows is [{ } row] ? row.Position : 0);
        }
        catch (JournalUnavailableException error)
        {
            LogNotAsked(Logger, error, Name, held.Id.Value);
            if (_held == held) _holdTimer?.Change(AskAgain, Timeout.InfiniteTimeSpan);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Grain}: was not told in time how transaction {Transaction} ended; finding out")]
    private static partial void LogHeldTooLong(ILogger logger, string grain, string transaction);

    [LoggerMessage(LogLevel.Warning, "{Grain}: the journal does not say now how transaction {Transaction} ended; asking again")]
    private static partial void LogNotAsked(ILogger logger, Exception error, string grain, string transaction);
}
