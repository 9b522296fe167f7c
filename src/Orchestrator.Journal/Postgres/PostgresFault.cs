using System.Net.Sockets;
using Npgsql;

namespace Orchestrator.Journal.Postgres;

/// <summary>Tells PostgreSQL's SQLSTATEs apart by what they mean to a caller of the journal.</summary>
internal static class PostgresFault
{
    public static JournalUnavailableException Unavailable(string what, JournalWriteOutcome outcome, Exception error) =>
        new($"{what}: {error.Message}", Reason(error), outcome, error);

    public static JournalUnavailableReason Reason(Exception error) => error switch
    {
        JournalUnavailableException unavailable => unavailable.Reason,
        _ when IsDisconnection(error) => JournalUnavailableReason.Disconnected,
        PostgresException postgres => postgres.SqlState switch
        {
            PostgresErrorCodes.DiskFull => JournalUnavailableReason.Full,
            PostgresErrorCodes.IoError => JournalUnavailableReason.InputOutput,
            PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege =>
                JournalUnavailableReason.ReadOnly,
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
                or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.ConfigurationLimitExceeded
                or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources => JournalUnavailableReason.Busy,
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => JournalUnavailableReason.Damaged,
            _ => JournalUnavailableReason.Other,
        },
        NpgsqlException { InnerException: TimeoutException } => JournalUnavailableReason.Busy,
        _ => JournalUnavailableReason.Other,
    };

    /// <summary>Whether the server is gone, going, not there yet or out of connections: what another attempt may mend.</summary>
    public static bool IsDisconnection(Exception error) => error switch
    {
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.IdleSessionTimeout
            || postgres.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException npgsql => npgsql.InnerException is IOException or SocketException or EndOfStreamException or ObjectDisposedException,
        JournalUnavailableException unavailable => unavailable.Reason == JournalUnavailableReason.Disconnected,
        IOException or SocketException => true,
        _ => false,
    };

    /// <summary>Whether the server refused the statement and its transaction with it: nothing of it was written.</summary>
    public static bool IsRefusal(Exception error) =>
        error is PostgresException { InvariantSeverity: "ERROR" } && !IsDisconnection(error);

    /// <summary>Whether the same statement may succeed a moment later.</summary>
    public static bool IsPassing(PostgresException error) => error.SqlState is PostgresErrorCodes.SerializationFailure
        or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable;

    /// <summary>Whether what is wrong is what was sent: a character or a size that PostgreSQL doesn't take.</summary>
    public static bool IsAboutData(PostgresException error) =>
        error.SqlState.StartsWith("22", StringComparison.Ordinal) || error.SqlState.StartsWith("54", StringComparison.Ordinal);
}
