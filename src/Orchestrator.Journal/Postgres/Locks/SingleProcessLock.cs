using Microsoft.Extensions.Logging;
using Npgsql;

namespace Orchestrator.Journal.Postgres;

/// <summary>
/// The right to use a journal as its only process, held by an advisory lock as long as the process lives. It keeps a second
/// process out; against two that write for a moment all the same (this one was cut off) the journal's fence guards.
/// </summary>
internal sealed class SingleProcessLock(PostgresDatabase database, TimeProvider timeProvider, ILogger logger) : IAsyncDisposable
{
    private const string Name = "single-process";

    // Of another role's session the server tells less.
    private const string FindOwner =
        """
        SELECT concat(
            coalesce('''' || a.application_name || '''', 'an application it doesn''t name'), ' from ', coalesce(host(a.client_addr), 'a local socket'),
            ' (server process ', a.pid, ', since ' || to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ')')
        FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND ((l.classid::bigint << 32) | l.objid::bigint) = $1
        """;

    private readonly SemaphoreSlim _taking = new(1);
    private volatile AdvisoryLock? _lock;

    /// <summary>Whether this process holds the lock, as far as it knows.</summary>
    public bool IsHeld => _lock is { Lost.IsCancellationRequested: false };

    /// <summary>Takes the lock, when the journal is opened.</summary>
    /// <exception cref="JournalInUseException">Another process has it.</exception>
    /// <exception cref="JournalUnavailableException">The server can't be reached now.</exception>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        await _taking.WaitAsync(cancellationToken);
        try
        {
            if (IsHeld) return;
            if (_lock is { } lost) await lost.DisposeAsync();
            _lock = null;
            _lock = await AdvisoryLock.TryTakeAsync(database, Name, timeProvider, logger, cancellationToken)
                ?? throw new JournalInUseException(database.Name, await FindOwnerAsync(cancellationToken));
        }
        catch (Exception error) when (error is NpgsqlException or IOException)
        {
            throw PostgresFault.Unavailable(
                $"Taking the journal for this process failed on {database.Name}", JournalWriteOutcome.NotWritten, error);
        }
        finally
        {
            _taking.Release();
        }
    }

    /// <summary>Before writes: takes the lock again if its connection broke; nothing, and at once, if it didn't.</summary>
    /// <exception cref="JournalUnavailableException">
    /// The server can't be reached, or another process took the journal meanwhile: nothing may be written.
    /// </exception>
    public async ValueTask EnsureHeldAsync(CancellationToken cancellationToken)
    {
        if (IsHeld) return;
        try
        {
            await AcquireAsync(cancellationToken);
        }
        catch (JournalInUseException error)
        {
            throw new JournalUnavailableException(error.Message, JournalUnavailableReason.Busy, JournalWriteOutcome.NotWritten, error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_lock is { } held) await held.DisposeAsync();
        _lock = null;
        _taking.Dispose();
    }

    private async Task<string?> FindOwnerAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.DedicatedConnections.OpenConnectionAsync(cancellationToken);
        await using NpgsqlCommand command = new(FindOwner, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = AdvisoryKey.Of(Name) });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
