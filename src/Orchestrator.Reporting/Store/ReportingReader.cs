using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Errors;
using SQLitePCL;

namespace Orchestrator.Reporting.Store;

/// <summary>A question to the tables: its SQL, its binding and its reading together.</summary>
/// <typeparam name="T">The answer.</typeparam>
internal interface IQuery<out T>
{
    T Run(ReadConnection connection);
}

/// <summary>Runs queries on a pool of read-only connections, bounded in number and in time.</summary>
internal sealed class ReportingReader(
    ReportingDatabase database, IOptions<ReportingOptions> options, TimeProvider timeProvider) : IDisposable
{
    private readonly ConcurrentStack<ReadConnection> _idle = new();
    [SuppressMessage("Usage", "CA2213", Justification = "It holds nothing as long as nobody asks for its wait handle.")]
    private readonly SemaphoreSlim _free = new(options.Value.MaxConnections, options.Value.MaxConnections);
    private bool _disposed;

    /// <summary>Runs a query.</summary>
    /// <exception cref="UnavailableException">The tables can't be read, or not in time.</exception>
    /// <exception cref="OperationCanceledException">The caller no longer waits.</exception>
    public async Task<T> RunAsync<T>(IQuery<T> query, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(options.Value.QueryTimeout, timeProvider);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _free.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TooSlow();
        }

        try
        {
            return Run(query, either.Token, cancellationToken);
        }
        finally
        {
            _free.Release();
        }
    }

    // Queries that still run close their connection themselves.
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryPop(out ReadConnection? connection)) connection.Dispose();
    }

    private T Run<T>(IQuery<T> query, CancellationToken either, CancellationToken caller)
    {
        ReadConnection? connection = null;
        try
        {
            connection = Rent();
            connection.BeginQuery(either);
            T answer;
            using (either.UnsafeRegister(static state => ((ReadConnection)state!).Interrupt(), connection))
                answer = query.Run(connection);
            connection.EndQuery();
            Return(connection);
            return answer;
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            caller.ThrowIfCancellationRequested();
            throw e.SqliteErrorCode == raw.SQLITE_INTERRUPT ? TooSlow() : NotReadable(e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    private ReadConnection Rent()
    {
        if (_disposed) throw new UnavailableException("the host has stopped");
        while (_idle.TryPop(out ReadConnection? connection))
        {
            if (connection.Generation == database.Generation) return connection;
            connection.Dispose();
        }

        return database.OpenReader();
    }

    private void Return(ReadConnection connection)
    {
        if (_disposed || connection.Generation != database.Generation) connection.Dispose();
        else _idle.Push(connection);
    }

    private UnavailableException TooSlow() => new(
        $"the query took longer than {options.Value.QueryTimeout.TotalSeconds} seconds; ask for less or try again");

    private static UnavailableException NotReadable(SqliteException error) =>
        new($"the reporting tables can't be read now: {error.Message}", error);
}
