using Microsoft.Extensions.Logging;
using Npgsql;
using Orchestrator.Journal.Postgres.Reading;

namespace Orchestrator.Journal.Postgres.Tailing;

/// <summary>
/// Looks at the journal when another process says that it appended, and now and then without being told, since what is told
/// while the connection is lost gets lost too.
/// </summary>
internal sealed partial class PostgresListener(
    PostgresJournalOptions options, NpgsqlDataSource source, PostgresTail tail, PostgresNotifier notifier, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _closing = new();
    private Task _listening = Task.CompletedTask;

    /// <summary>Begins to listen.</summary>
    public void Start() => _listening = Task.Run(() => ListenAsync(_closing.Token), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _listening;
        _closing.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        Backoff backoff = new(ShortestWait, LongestWait, time);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
                await ListenAsync(connection, backoff, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogLost(e);
            }

            await backoff.WaitAsync(CancellationToken.None);
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, Backoff backoff, CancellationToken cancellationToken)
    {
        bool told = true;
        connection.Notification += (_, notification) => told |= notification.PID != notifier.Pid;
        await using (NpgsqlCommand listen = new($"LISTEN {PostgresNotifier.Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);
        while (true)
        {
            if (told)
            {
                told = false; // Before the look: what is told meanwhile asks for another.
                tail.Seen(await JournalState.ReadAsync(connection, cancellationToken));
                backoff.Reset();
                await Task.Delay(options.NotifyInterval, time, cancellationToken); // One look for what many tell.
            }

            bool isTold = await connection.WaitAsync(options.PollInterval, cancellationToken);
            told |= !isTold; // Else the handler has said whose it was.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The connection that listens for other processes' rows is lost; another is opened.")]
    private partial void LogLost(Exception error);
}
