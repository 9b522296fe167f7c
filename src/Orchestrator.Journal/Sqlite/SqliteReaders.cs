using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Orchestrator.Journal.Writing;

namespace Orchestrator.Journal.Sqlite;

/// <summary>
/// A few read-only connections. A read sees what was committed when it started and never blocks the writer; it runs
/// on its caller's thread, and waits, without one, while all connections are in use.
/// </summary>
internal sealed class SqliteReaders : IAsyncDisposable
{
    private readonly SqliteDatabase _database;
    private readonly int _connections;
    private readonly Channel<Slot> _free = Channel.CreateUnbounded<Slot>();

    public SqliteReaders(SqliteDatabase database, int connections)
    {
        _database = database;
        _connections = connections;
        for (int index = 0; index < connections; index++)
            _free.Writer.TryWrite(new Slot());
    }

    public async ValueTask<TResult> ReadAsync<TResult>(
        Func<SqliteSession, TResult> query, CancellationToken cancellationToken)
    {
        Slot slot;
        try
        {
            slot = await _free.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw Stopped.Error();
        }

        try
        {
            return query(slot.Session ??= new SqliteSession(_database.OpenReader()));
        }
        catch (Exception e)
        {
            if (e is not OperationCanceledException)
                slot.Close(); // Sound or not, a new one certainly is.
            if (e is SqliteException)
                throw SqliteFault.Unavailable("The journal can't be read now", JournalWriteOutcome.NotWritten, e);
            throw;
        }
        finally
        {
            _free.Writer.TryWrite(slot);
        }
    }

    /// <summary>Waits for the reads under way, closes the connections and refuses later reads.</summary>
    public async ValueTask DisposeAsync()
    {
        for (int closed = 0; closed < _connections; closed++)
            (await _free.Reader.ReadAsync(CancellationToken.None)).Close();
        _free.Writer.TryComplete();
    }

    /// <summary>The right to read, with the connection opened by its first use.</summary>
    private sealed class Slot
    {
        public SqliteSession? Session { get; set; }

        public void Close()
        {
            Session?.Dispose();
            Session = null;
        }
    }
}
