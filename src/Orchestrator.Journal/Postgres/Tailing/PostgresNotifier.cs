using Microsoft.Extensions.Logging;
using Npgsql;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Postgres.Tailing;

/// <summary>
/// Tells the other processes of commits, one NOTIFY for all of some milliseconds, on a connection of its own. Within the
/// appending transactions it would make all of them commit one after the other: NOTIFY takes a lock of the whole database.
/// </summary>
internal sealed partial class PostgresNotifier(
    PostgresJournalOptions options, NpgsqlDataSource source, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>The channel of this database.</summary>
    public const string Channel = "orchestrator_journal";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly AppendSignal _committed = new();
    private readonly CancellationTokenSource _closing = new();
    private Task _notifying = Task.CompletedTask;
    private int _pid;

    /// <summary>The session that tells, 0 when there is none: who listens needn't be told of its own rows.</summary>
    public int Pid => Volatile.Read(ref _pid);

    /// <summary>Begins to tell.</summary>
    public void Start() => _notifying = Task.Run(() => NotifyAsync(_closing.Token), CancellationToken.None);

    /// <summary>Rows up to a position are committed.</summary>
    public void Written(long last) => _committed.Publish(last);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _notifying;
        _closing.Dispose();
    }

    private async Task NotifyAsync(CancellationToken cancellationToken)
    {
        Backoff backoff = new(options.NotifyInterval, LongestWait, time);
        long told = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
                await PrepareAsync(connection, cancellationToken);
                await using NpgsqlCommand notify = new($"NOTIFY {Channel}", connection);
                while (true)
                {
                    await _committed.WaitAsync(told, cancellationToken);
                    long position = _committed.Position;
                    await notify.ExecuteNonQueryAsync(cancellationToken);
                    told = position;
                    backoff.Reset();
                    await Task.Delay(options.NotifyInterval, time, cancellationToken);
                }
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

    // A notification is nothing to be kept: its commit needn't wait for the disk.
    private async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new("SET synchronous_commit = off", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        Volatile.Write(ref _pid, connection.ProcessID);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The connection that tells other processes of rows is lost; another is opened.")]
    private partial void LogLost(Exception error);
}
