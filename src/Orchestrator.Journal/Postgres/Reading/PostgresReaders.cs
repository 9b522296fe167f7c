using Npgsql;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Postgres.Reading;

/// <summary>
/// Reads the journal, several at the same time. A read whose connection is lost is made again on another one, for a while.
/// </summary>
internal sealed class PostgresReaders(PostgresJournalOptions options, NpgsqlDataSource source, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _free = new(options.ReaderConnections);
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Makes one read.</summary>
    /// <exception cref="JournalUnavailableException">It can't be made now, or the journal was closed.</exception>
    public async ValueTask<TResult> ReadAsync<TResult>(
        Func<NpgsqlConnection, CancellationToken, Task<TResult>> query, CancellationToken cancellationToken)
    {
        if (_closing.IsCancellationRequested)
            throw Stopped.Error();
        try
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
            await _free.WaitAsync(either.Token);
            try
            {
                return await RetryAsync(query, either.Token);
            }
            finally
            {
                _free.Release();
            }
        }
        catch (Exception e) when (_closing.IsCancellationRequested
            && (e is ObjectDisposedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)))
        {
            throw Stopped.Error();
        }
    }

    /// <summary>Ends the reads under way and refuses later ones.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        for (int reader = 0; reader < options.ReaderConnections; reader++)
            await _free.WaitAsync(CancellationToken.None);
        _free.Dispose();
        _closing.Dispose();
    }

    private async Task<TResult> RetryAsync<TResult>(
        Func<NpgsqlConnection, CancellationToken, Task<TResult>> query, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        Backoff backoff = new(ShortestWait, LongestWait, time);
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
                return await query(connection, cancellationToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or System.Net.Sockets.SocketException or TimeoutException)
            {
                if (!PostgresFault.IsDisconnection(e) || time.GetElapsedTime(started) >= options.ReconnectTimeout)
                    throw PostgresFault.Unavailable("The journal can't be read now", JournalWriteOutcome.NotWritten, e);
            }

            await backoff.WaitAsync(cancellationToken);
        }
    }
}
