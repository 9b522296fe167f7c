using Microsoft.Extensions.Logging;
using Orchestrator.Journal.Postgres.Reading;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Postgres.Tailing;

/// <summary>
/// Where readers are let: the horizon, and the loop that asks for it while it is known that rows wait behind it. Rows wait
/// there for every transaction that began before them and still runs, in any database of the server.
/// </summary>
internal sealed partial class PostgresTail(
    AppendSignal appends, PostgresReaders readers, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly AppendSignal _horizon = new();
    private readonly AppendSignal _wanted = new();
    private readonly CancellationTokenSource _closing = new();
    private Task _watching = Task.CompletedTask;

    /// <summary>Whether all rows up to the position can be read in order.</summary>
    public bool IsReadable(long position) => _horizon.Position > position;

    /// <summary>Begins to watch.</summary>
    public void Start() => _watching = Task.Run(() => WatchAsync(_closing.Token), CancellationToken.None);

    /// <summary>Own rows were committed, and behind them the horizon was seen; 0 when it wasn't.</summary>
    public void Written(long last, long horizon)
    {
        _horizon.Publish(horizon);
        appends.Publish(last);
    }

    /// <summary>The journal was looked at: what is readable is made known, and what isn't yet is waited for.</summary>
    public void Seen(JournalState state)
    {
        _horizon.Publish(state.Horizon);
        appends.Publish(state.Readable);
        if (state.Last >= state.Horizon)
            _wanted.Publish(state.Last);
    }

    /// <summary>Completes as soon as all rows up to the position can be read in order.</summary>
    public ValueTask WaitAsync(long position, CancellationToken cancellationToken)
    {
        _wanted.Publish(position);
        return _horizon.WaitAsync(position, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _watching;
        _horizon.Close();
        _closing.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _wanted.WaitAsync(_horizon.Position - 1, cancellationToken);
                await PassAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        Backoff backoff = new(ShortestWait, LongestWait, time);
        long since = time.GetTimestamp();
        long horizon = _horizon.Position;
        bool told = false;
        while (_wanted.Position >= _horizon.Position)
        {
            try
            {
                Seen(await readers.ReadAsync(JournalState.ReadAsync, cancellationToken));
                if (_horizon.Position > horizon)
                {
                    (horizon, since, told) = (_horizon.Position, time.GetTimestamp(), false);
                    backoff.Reset();
                }
                else if (!told && time.GetElapsedTime(since) > Patience)
                {
                    told = true;
                    if (await readers.ReadAsync(HorizonHolder.FindAsync, cancellationToken) is { } holder)
                        LogHeld(holder.Pid, holder.Application, holder.Database, holder.Age, holder.IsPrepared);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNotSeen(e);
            }

            await backoff.WaitAsync(cancellationToken);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Readers of the journal wait for a transaction that still runs: pid {Pid}, application '{Application}', database " +
            "'{Database}', age {Age}, prepared {IsPrepared}. End it if it is not wanted.")]
    private partial void LogHeld(int? pid, string? application, string? database, TimeSpan? age, bool isPrepared);

    [LoggerMessage(Level = LogLevel.Debug, Message = "How far the journal can be read isn't known now.")]
    private partial void LogNotSeen(Exception error);
}
